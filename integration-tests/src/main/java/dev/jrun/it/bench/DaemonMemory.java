package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the daemon holds after so many containers. */
record DaemonMemory(Contender jrun, Daemon daemon, Path pattern, int containers) {
    private static final List<Integer> STEPS = List.of(100, 1000, 2000, 5000, 10_000);

    String report() {
        MarkdownTable table = new MarkdownTable("containers", "resident MiB", "ms of the last ones");
        int done = 0;
        for (int step : steps()) {
            String id = Jrun.newId() + "-" + Load.NUMBER;
            Path bundle = jrun.bundlesLike(pattern).numbered(id, step - done);
            Sample sample = jrun.measure(new Load(jrun.run(bundle, id), 1, step - done));
            table.row(List.of(
                    String.valueOf(step),
                    "%.1f".formatted(daemon.memory() / 1024.0),
                    "%.1f".formatted(sample.wall() / 1e3 / (step - done))));
            done = step;
        }
        return table.titled("the daemon after a number of containers that were run warm one after the other");
    }

    private List<Integer> steps() {
        return Stream.concat(STEPS.stream().filter(step -> step < containers), Stream.of(containers))
                .toList();
    }
}
