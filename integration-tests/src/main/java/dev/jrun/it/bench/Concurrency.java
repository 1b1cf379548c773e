package dev.jrun.it.bench;

import dev.jrun.it.Jrun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How many containers a second come and go when several clients make them at a time. */
record Concurrency(Contenders contenders, Path pattern, int rounds) {
    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8, 16);
    /**
     * A multiple of 16, and enough for the first and the last of the workers not to matter, nor what the kernel has yet
     * to tidy up behind those who came before.
     */
    private static final int CONTAINERS = 240;

    /** The commands that bring one container to life and to its end. */
    @FunctionalInterface
    private interface Life {
        List<String> of(Contender contender, Path bundle, String id);
    }

    String run() {
        return table("run", Contender::run);
    }

    String createStartDelete() {
        return table("create + start + delete", Contender::createStartDelete);
    }

    private String table(String verb, Life life) {
        List<String> columns = new ArrayList<>(List.of("at a time"));
        contenders.runtimes().forEach(contender -> columns.add(contender.name()));
        columns.addAll(List.of("warm / runc", "warm / crun"));
        MarkdownTable table = new MarkdownTable(columns);
        for (int workers : WORKERS) {
            table.row(row(workers, life));
        }
        return table.titled(
                "%s, containers a second; medians of %d times %d containers".formatted(verb, rounds, CONTAINERS));
    }

    private List<String> row(int workers, Life life) {
        Comparison comparison = new Comparison("");
        for (Contender contender : contenders.runtimes()) {
            comparison.add(contender.name(), () -> {
                String id = Jrun.newId() + "-" + Load.NUMBER;
                Path bundle = contender.bundlesLike(pattern).numbered(id, CONTAINERS);
                return contender.measure(new Load(life.of(contender, bundle, id), workers, CONTAINERS));
            });
        }
        List<Double> rates = comparison.run(0, rounds).samples().sequencedValues().stream()
                .map(sample -> CONTAINERS * 1e6 / sample.wall())
                .toList();
        List<String> cells = new ArrayList<>(List.of(String.valueOf(workers)));
        rates.forEach(rate -> cells.add("%.1f".formatted(rate)));
        rates.subList(1, rates.size()).forEach(rate -> cells.add("%.2f".formatted(rates.getFirst() / rate)));
        return cells;
    }
}
