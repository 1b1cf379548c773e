package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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

    /** The medians as a table, each as a ratio to those of the two subjects named. */
    String table(String title, String first, String second) {
        Map<String, Sample> medians = new LinkedHashMap<>();
        samples.forEach((name, all) -> medians.put(name, Sample.median(all)));
        Ratios ratios = new Ratios(medians, first, second);
        StringBuilder table = new StringBuilder("%n%s%n".formatted(title));
        table.append("| %-18s | wall ms | x %-12s | x %-8s | cpu ms | x %-12s | x %-8s | peak MiB | x %-8s |%n"
                .formatted("", first, second, first, second, second));
        table.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        medians.forEach((name, sample) -> table.append(ratios.row(name, sample)));
        return table.toString();
    }

    /** The two samples that the others are compared with. */
    private record Ratios(Sample first, Sample second) {
        Ratios(Map<String, Sample> medians, String first, String second) {
            this(sample(medians, first), sample(medians, second));
        }

        String row(String name, Sample sample) {
            return "| %-18s | %7.1f | %14.1f | %10.2f | %6.1f | %14.1f | %10.2f | %8.1f | %10.2f |%n"
                    .formatted(
                            name,
                            sample.wall() / 1e3,
                            (double) sample.wall() / first.wall(),
                            (double) sample.wall() / second.wall(),
                            sample.cpu() / 1e3,
                            (double) sample.cpu() / first.cpu(),
                            (double) sample.cpu() / second.cpu(),
                            sample.peak() / 1024.0,
                            (double) sample.peak() / second.peak());
        }

        private static Sample sample(Map<String, Sample> medians, String name) {
            Sample sample = medians.get(name);
            if (sample == null) {
                throw new IllegalArgumentException("not measured: " + name);
            }
            return sample;
        }
    }
}
