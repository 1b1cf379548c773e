package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;

/** What a comparison found, in the order in which it was measured. */
record Medians(String title, SequencedMap<String, Sample> samples) {
    static Medians of(String title, Map<String, List<Sample>> samples) {
        SequencedMap<String, Sample> medians = new LinkedHashMap<>();
        samples.forEach((name, all) -> medians.put(name, Sample.median(all)));
        return new Medians(title, medians);
    }

    Optional<Sample> of(String name) {
        return Optional.ofNullable(samples.get(name));
    }

    /** Times with their ratios to those of the subjects named; memory without, as it is too coarse for that. */
    String table(String... references) {
        List<String> columns = new ArrayList<>(List.of(""));
        for (String figure : List.of("wall ms", "cpu ms")) {
            columns.add(figure);
            List.of(references).forEach(reference -> columns.add("x " + reference));
        }
        columns.add("peak MiB");
        MarkdownTable table = new MarkdownTable(columns);
        samples.forEach((name, sample) -> {
            List<String> cells = new ArrayList<>(List.of(name));
            addTime(cells, Sample::wall, sample, references);
            addTime(cells, Sample::cpu, sample, references);
            cells.add("%.1f".formatted(sample.peak() / 1024.0));
            table.row(cells);
        });
        return table.titled(title);
    }

    private void addTime(List<String> cells, ToLongFunction<Sample> figure, Sample sample, String... references) {
        double value = figure.applyAsLong(sample);
        cells.add("%.1f".formatted(value / 1e3));
        for (String reference : references) {
            Sample other = of(reference).orElseThrow(() -> new IllegalArgumentException("not measured: " + reference));
            cells.add("%.2f".formatted(value / figure.applyAsLong(other)));
        }
    }
}
