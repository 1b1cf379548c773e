package dev.jrun.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The daemon that serves the warm commands: its share of what they cost. */
record Daemon(long pid) {
    /** The one that serves this process and its children. */
    static Daemon serving(String status) {
        for (String line : status.split("\n")) {
            if (line.startsWith("pid: ")) {
                return new Daemon(Long.parseLong(line.substring(5)));
            }
        }
        throw new IllegalStateException("no daemon: " + status);
    }

    /** Microseconds that its threads have run. By schedstat: the ticks of stat are longer than a command. */
    long cpu() {
        long nanos = 0;
        for (Path thread : threads()) {
            try {
                nanos += Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split(" ")[0]);
            } catch (NoSuchFileException e) {
                // It has ended; what it ran is lost, and it was not on the way of a command.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return nanos / 1000;
    }

    private List<Path> threads() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** KiB that are resident. */
    long memory() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
