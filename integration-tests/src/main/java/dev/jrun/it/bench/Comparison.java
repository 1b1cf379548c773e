package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Measures several things in turn, round by round, so that what disturbs the machine disturbs them all. */
final class Comparison {
    private final Map<String, Supplier<Sample>> subjects = new LinkedHashMap<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    Comparison add(String name, Supplier<Sample> subject) {
        subjects.put(name, subject);
        return this;
    }

    void run(int warmUp, int rounds) {
        for (int round = -warmUp; round < rounds; round++) {
            for (Map.Entry<String, Supplier<Sample>> subject : subjects.entrySet()) {
                Sample sample = subject.getValue().get();
                if (round >= 0) {
                    samples.computeIfAbsent(subject.getKey(), name -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
    }

    /** The medians as a table, with their ratios to those of the subjects named. */
    String table(String title, String... references) {
        Map<String, Sample> medians = new LinkedHashMap<>();
        samples.forEach((name, all) -> medians.put(name, Sample.median(all)));
        List<String> columns = new ArrayList<>(List.of("%-10s".formatted("")));
        for (String figure : List.of("wall ms", "cpu ms", "peak MiB")) {
            columns.add(figure);
            List.of(references).forEach(reference -> columns.add("x " + reference));
        }
        StringBuilder table = new StringBuilder("%n%s%n%n".formatted(title));
        table.append("| ").append(String.join(" | ", columns)).append(" |\n|---");
        table.append("|--:".repeat(columns.size() - 1)).append("|\n");
        medians.forEach((name, sample) -> table.append("| %-10s".formatted(name))
                .append(cells(sample.wall(), 1e3, medians, Sample::wall, references))
                .append(cells(sample.cpu(), 1e3, medians, Sample::cpu, references))
                .append(cells(sample.peak(), 1024, medians, Sample::peak, references))
                .append(" |\n"));
        return table.toString();
    }

    private static String cells(
            long value, double unit, Map<String, Sample> medians, ToLongFunction<Sample> figure, String... references) {
        StringBuilder cells = new StringBuilder(" | %.1f".formatted(value / unit));
        for (String reference : references) {
            Sample other = medians.get(reference);
            if (other == null) {
                throw new IllegalArgumentException("not measured: " + reference);
            }
            cells.append(" | %.2f".formatted((double) value / figure.applyAsLong(other)));
        }
        return cells.toString();
    }
}
