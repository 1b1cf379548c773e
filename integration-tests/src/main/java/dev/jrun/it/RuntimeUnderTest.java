package dev.jrun.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which runtime the tests run. */
public final class RuntimeUnderTest {
    private RuntimeUnderTest() {}

    /** The repository that holds the sources and {@code dist}. */
    public static Path repository() {
        String given = System.getProperty("jrun.repository", "");
        return given.isEmpty() ? enclosingRepository(Path.of("").toAbsolutePath()) : Path.of(given);
    }

    /** The runtime's program. */
    public static Path binary() {
        Path binary = Path.of(System.getProperty(
                "jrun.binary", repository().resolve("dist/bin/jrun").toString()));
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException("no runtime to test: %s is missing, run `make build`".formatted(binary));
        }
        return binary;
    }

    /** False in a control run of the tests on another runtime. */
    public static boolean isJrun() {
        return binary().endsWith("jrun");
    }

    private static Path enclosingRepository(Path folder) {
        for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
            if (Files.exists(candidate.resolve("bundles/make-rootfs"))) {
                return candidate;
            }
        }
        throw new IllegalStateException("not inside jrun's repository: " + folder);
    }
}
