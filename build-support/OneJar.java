import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The content of several jars, to be one without a manifest. For each jar that a class of the cache comes from, the JVM
 * makes a URL at its start, and reads the manifest.
 *
 * <p>Of a jar for several releases of Java it takes what this release would. Files of the same name are lists of services,
 * which are joined, or licences and the like in META-INF, which go to a folder named after the jar.
 */
final class OneJar {
    private static final String META = "META-INF/";
    private static final String SERVICES = META + "services/";
    /** The first that a zip file knows. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Map<String, byte[]> entries = new TreeMap<>();

    void add(Path path) throws IOException {
        String folder = META + path.getFileName().toString().replaceFirst("\\.jar$", "/");
        try (JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.versionedStream()::iterator) {
                String name = entry.getName();
                if (!entry.isDirectory() && !isOfTheJar(name)) {
                    byte[] content = jar.getInputStream(entry).readAllBytes();
                    boolean joins = !name.startsWith(META) || name.startsWith(SERVICES);
                    put(joins ? name : folder + name.substring(META.length()), content);
                }
            }
        }
    }

    private static boolean isOfTheJar(String name) {
        return name.equals(JarFile.MANIFEST_NAME)
                || name.equals("module-info.class")
                || name.startsWith(META) && name.matches(".*\\.(SF|RSA|DSA|EC|LIST)");
    }

    private void put(String name, byte[] content) {
        byte[] other = entries.putIfAbsent(name, content);
        if (other == null || Arrays.equals(other, content)) {
            return;
        }
        if (!name.startsWith(SERVICES)) {
            throw new IllegalStateException(name + " is in two jars, and not the same");
        }
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(other);
        joined.write('\n');
        joined.writeBytes(content);
        entries.put(name, joined.toByteArray());
    }

    Map<String, byte[]> entries() {
        return entries;
    }

    void write(Path target) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry written = new ZipEntry(entry.getKey());
                written.setTimeLocal(NO_TIME);
                out.putNextEntry(written);
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }
}
