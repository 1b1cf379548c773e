package dev.jrun.it.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Measures several things in turn, round by round, so that what disturbs the machine disturbs them all. The order is drawn
 * anew for each round: what one leaves behind, caches and a kernel that still clears up, is not always the same one's lot.
 * Steps of one life come in their own order.
 */
final class Comparison {
    /** Any: with the same one, two runs have the same orders. */
    private static final long SEED = 1;

    private final String title;
    private final List<Subject> subjects = new ArrayList<>();
    private boolean drawn = true;

    private record Subject(String name, Supplier<Sample> measurement, List<Sample> samples) {}

    Comparison(String title) {
        this.title = title;
    }

    /** Has all rounds go in the order in which the subjects were added: some need what the one before has made. */
    Comparison inOrder() {
        drawn = false;
        return this;
    }

    Comparison add(String name, Supplier<Sample> subject) {
        subjects.add(new Subject(name, subject, new ArrayList<>()));
        return this;
    }

    /** Forgets the rounds to warm up. */
    Medians run(int warmUp, int rounds) {
        List<Subject> order = new ArrayList<>(subjects);
        var random = new Random(SEED);
        for (int round = -warmUp; round < rounds; round++) {
            if (drawn) {
                Collections.shuffle(order, random);
            }
            for (Subject subject : order) {
                Sample sample = subject.measurement().get();
                if (round >= 0) {
                    subject.samples().add(sample);
                }
            }
        }
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        subjects.forEach(subject -> samples.put(subject.name(), subject.samples()));
        return Medians.of(title, samples);
    }
}
