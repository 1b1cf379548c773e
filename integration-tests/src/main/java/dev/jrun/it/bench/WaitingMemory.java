package dev.jrun.it.bench;

import dev.jrun.it.Await;
import dev.jrun.it.Jrun;
import dev.jrun.it.ProcFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process of a {@code run} holds that waits for its container.
 *
 * <p>The peaks that {@code measure} prints come from counters that the kernel keeps for each processor and adds up in
 * batches of 32 pages, so that a program with less shows as none. The map of a process is exact. It comes late, but the
 * main stub, to which this matters, gives nothing back that it has touched.
 */
record WaitingMemory(Contenders contenders, Path sleeping) {
    String report() {
        MarkdownTable table = new MarkdownTable("", "resident KiB");
        for (Contender contender : contenders.runtimes()) {
            table.row(List.of(contender.name(), String.valueOf(resident(contender))));
        }
        return table.titled("the process of `run` while its container runs");
    }

    private long resident(Contender contender) {
        String id = Jrun.newId();
        Process process = contender
                .meter()
                .start(
                        contender.way(),
                        contender.run(contender.bundlesLike(sleeping).one(id), id));
        Await.until("a container that sleeps", () -> sleeps(process.pid()));
        long resident = rss(process.pid());
        // Not delete: `run` itself deletes a container that has ended.
        contender.meter().output(contender.way(), contender.command("kill", id, "KILL"));
        Await.until("the end of run", () -> !process.isAlive());
        return resident;
    }

    /** The container's program is the one that the runtime has nothing more to do with. */
    private static boolean sleeps(long pid) {
        return ProcFacts.descendantsOf(pid).stream()
                .anyMatch(process -> process.commandLine().startsWith("sleep "));
    }

    private static long rss(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Rss:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
