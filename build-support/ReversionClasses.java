import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Copies jars to a folder and lifts class files of Java 5 and older to the format of Java 8 on the way, with the stack
 * maps that it asks for: an AOT cache holds no older ones, and picocli's would cost 100 ms at each start.
 *
 * <p>Usage: {@code java ReversionClasses.java TARGET-FOLDER JAR…}
 */
final class ReversionClasses {
    /** The first format with stack maps that must be right. */
    private static final int JAVA_8 = 52;

    private static final int OFFSET_OF_MAJOR_VERSION = 6;

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        List<Path> jars = Stream.of(arguments).skip(1).map(Path::of).toList();
        ClassFile classFile = classFileFor(jars);
        for (Path jar : jars) {
            Path target = folder.resolve(jar.getFileName());
            if (hasOldClasses(jar)) {
                lift(classFile, jar, target);
            } else {
                Files.copy(jar, target);
            }
        }
    }

    private static void lift(ClassFile classFile, Path source, Path target) throws IOException {
        try (JarFile jar = new JarFile(source.toFile());
                JarOutputStream out = new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                ZipEntry written = new ZipEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                out.write(isOldClass(entry, content) ? lift(classFile, content) : content);
                out.closeEntry();
            }
        }
    }

    private static boolean hasOldClasses(Path source) throws IOException {
        try (JarFile jar = new JarFile(source.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (isOldClass(entry, jar.getInputStream(entry).readNBytes(OFFSET_OF_MAJOR_VERSION + 2))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isOldClass(JarEntry entry, byte[] content) {
        return entry.getName().endsWith(".class")
                && ((content[OFFSET_OF_MAJOR_VERSION] & 0xff) << 8 | content[OFFSET_OF_MAJOR_VERSION + 1] & 0xff)
                        < JAVA_8;
    }

    /** Stack maps need to know what extends what, in whichever jar that is. */
    private static ClassFile classFileFor(List<Path> jars) throws IOException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        ClassLoader loader = new URLClassLoader(urls);
        return ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(loader).cached()));
    }

    private static byte[] lift(ClassFile classFile, byte[] content) {
        ClassModel model = classFile.parse(content);
        ClassTransform newerVersion = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_8, 0);
            } else {
                builder.with(element);
            }
        };
        // A method whose code is not taken apart would be copied as it is, without stack maps.
        ClassTransform rebuiltCode = ClassTransform.transformingMethodBodies(CodeBuilder::with);
        return classFile.transformClass(model, newerVersion.andThen(rebuiltCode));
    }
}
