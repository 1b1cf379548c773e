package dev.jrun.runtime.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the kernel says of processes and of itself in /proc, as the engine sees it; proc(5). */
final class ProcessFacts {
    private static final int NUMBER_SIZE = 32;

    private ProcessFacts() {}

    /** Whether setgroups(2) is allowed in the user namespace of process {@code pid}. */
    static boolean allowsSetgroups(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/setgroups")).startsWith("allow");
        } catch (NoSuchFileException e) {
            // A kernel without user namespaces has nothing to deny.
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The highest capability that the kernel knows. */
    static int lastCapability() {
        // Files.readString begins with a read of one byte, and a sysctl gives only what its first read takes.
        try (InputStream file = Files.newInputStream(Path.of("/proc/sys/kernel/cap_last_cap"))) {
            return Integer.parseInt(new String(file.readNBytes(NUMBER_SIZE), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
