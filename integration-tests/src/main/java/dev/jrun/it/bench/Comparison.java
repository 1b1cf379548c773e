package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Measures several things in turn, round by round, so that what disturbs the machine disturbs them all. */
final class Comparison {
    private final String title;
    private final Map<String, Supplier<Sample>> subjects = new LinkedHashMap<>();

    Comparison(String title) {
        this.title = title;
    }

    Comparison add(String name, Supplier<Sample> subject) {
        subjects.put(name, subject);
        return this;
    }

    /** Forgets the rounds to warm up. */
    Medians run(int warmUp, int rounds) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = -warmUp; round < rounds; round++) {
            for (Map.Entry<String, Supplier<Sample>> subject : subjects.entrySet()) {
                Sample sample = subject.getValue().get();
                if (round >= 0) {
                    samples.computeIfAbsent(subject.getKey(), name -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
        return Medians.of(title, samples);
    }
}
