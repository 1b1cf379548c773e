package dev.jrun.runtime.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the kernel says of processes and of itself in /proc, as the engine sees it; proc(5). */
final class ProcessFacts {
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
        try {
            return Integer.parseInt(
                    Files.readString(Path.of("/proc/sys/kernel/cap_last_cap")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
