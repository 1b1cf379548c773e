package dev.jrun.it.bench;

import dev.jrun.it.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Waits for a machine that has hardly anything to do, by what proc_stat(5) says. */
final class Quiet {
    private static final Duration WINDOW = Duration.ofMillis(500);
    /** The kernel needs seconds to take down a thousand network namespaces. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final double LITTLE = 0.1;
    /** Of the first line of /proc/stat, without its name. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    /** The others are counted among these already. */
    private static final int KINDS = 8;

    private Quiet() {}

    /** Waits for a minute at most, and says so if that was not enough. */
    static void await() {
        if (!Await.within(LIMIT, () -> busyShare() < LITTLE)) {
            System.err.println("bench: the machine has other work to do, so these figures are of a busy one");
        }
    }

    /** The share of all processors' time that is used, 0 to 1. */
    private static double busyShare() {
        List<Long> before = times();
        LockSupport.parkNanos(WINDOW.toNanos());
        List<Long> after = times();
        double all = sum(after) - sum(before);
        double idle = after.get(IDLE) - before.get(IDLE) + after.get(IO_WAIT) - before.get(IO_WAIT);
        return 1 - idle / all;
    }

    private static long sum(List<Long> times) {
        return times.stream().mapToLong(Long::longValue).sum();
    }

    private static List<Long> times() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String all = lines.findFirst().orElseThrow();
            return Stream.of(all.split(" +"))
                    .skip(1)
                    .limit(KINDS)
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
