package dev.jrun.runtime.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the JVM of a daemon is told on its command line.
 *
 * @param folder where the socket goes
 * @param build of the launcher that started it, and of those that it serves
 * @param idle after how long without a command it ends; never where nothing is said
 * @param ready a descriptor on which it says once that it listens, or why it can't
 * @param listener a socket that listens already, which a service manager has made
 */
public record DaemonOptions(
        Path folder, long build, Optional<Duration> idle, Optional<Integer> ready, Optional<Integer> listener) {
    private static final int COUNT = 5;
    private static final long NEVER = -1;
    private static final int NONE = -1;

    /** The arguments that {@link #parse} reads. */
    List<String> arguments() {
        return List.of(
                folder.toString(),
                Long.toHexString(build),
                Long.toString(idle.map(Duration::toMillis).orElse(NEVER)),
                Integer.toString(ready.orElse(NONE)),
                Integer.toString(listener.orElse(NONE)));
    }

    /** Reads what the command {@code daemon} has written. */
    public static DaemonOptions parse(String[] arguments) {
        if (arguments.length != COUNT) {
            throw new IllegalArgumentException("the engine takes no argument, or the " + COUNT + " of a daemon");
        }
        long millis = Long.parseLong(arguments[2]);
        return new DaemonOptions(
                Path.of(arguments[0]),
                Long.parseUnsignedLong(arguments[1], 16),
                millis == NEVER ? Optional.empty() : Optional.of(Duration.ofMillis(millis)),
                fd(arguments[3]),
                fd(arguments[4]));
    }

    private static Optional<Integer> fd(String number) {
        int fd = Integer.parseInt(number);
        return fd == NONE ? Optional.empty() : Optional.of(fd);
    }
}
