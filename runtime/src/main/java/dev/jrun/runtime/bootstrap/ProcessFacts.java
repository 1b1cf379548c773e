package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.FileContent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of processes and of itself in /proc, as the engine sees it; proc(5). */
final class ProcessFacts {
    /** No less than a number or a word takes, with the end of its line. */
    private static final int SHORT = 32;

    private static final int CAP_SETGID = 6;
    private static final int CAP_SETUID = 7;
    private static final long MAP_IDS = 1L << CAP_SETGID | 1L << CAP_SETUID;

    private ProcessFacts() {}

    /** Whether setgroups(2) is allowed in the user namespace of process {@code pid}. */
    static boolean allowsSetgroups(long pid) {
        return allowsSetgroups(String.valueOf(pid));
    }

    /** Whether it is in that of this JVM. */
    static boolean allowsSetgroups() {
        return OwnSetgroups.ALLOWED;
    }

    /** Read once: when a user namespace has an id map, it can't change any more. */
    private static final class OwnSetgroups {
        static final boolean ALLOWED = allowsSetgroups("self");
    }

    private static boolean allowsSetgroups(String process) {
        try {
            return word("/proc/" + process + "/setgroups").equals("allow");
        } catch (FileNotFoundException e) {
            // A kernel without user namespaces has nothing to deny; where there are some, setgroups(2) itself will
            // tell.
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file holds that gives only what its first read takes. */
    private static String word(String file) throws IOException {
        return new String(FileContent.ofKernel(file, SHORT), StandardCharsets.US_ASCII).strip();
    }

    /** Whether process {@code pid} may write any id map: it has CAP_SETUID and CAP_SETGID in its user namespace. */
    static boolean mayMapIds(long pid) {
        long effective = Long.parseUnsignedLong(status(pid, "CapEff:"), 16);
        return (effective & MAP_IDS) == MAP_IDS;
    }

    /** Whether process {@code pid} can't gain privileges by executing a program. */
    static boolean hasNoNewPrivileges(long pid) {
        return status(pid, "NoNewPrivs:").equals("1");
    }

    private static String status(long pid, String key) {
        try {
            for (String line :
                    Files.readString(Path.of("/proc/" + pid + "/status")).split("\n")) {
                if (line.startsWith(key)) {
                    return line.substring(key.length()).strip();
                }
            }
            throw new IllegalStateException("/proc/" + pid + "/status has no " + key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The highest capability that the kernel knows. */
    static int lastCapability() {
        return LastCapability.VALUE;
    }

    /** Read once: it can't change while this JVM lives. */
    private static final class LastCapability {
        static final int VALUE = read();

        private static int read() {
            try {
                return Integer.parseInt(word("/proc/sys/kernel/cap_last_cap"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
