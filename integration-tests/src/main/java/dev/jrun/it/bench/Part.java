package dev.jrun.it.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be measured by itself, in the order in which it is. */
enum Part {
    /** First, and without a warm-up, as it counts the containers that the daemon has made. */
    MEMORY,
    LIFE,
    COMMANDS,
    COLD,
    CONFIGS,
    CONCURRENCY,
    CROWD;

    /** Names with commas between them. */
    static Set<Part> parse(String names) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String name : names.split(",", -1)) {
            parts.add(Arrays.stream(values())
                    .filter(part -> part.word().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no part: " + name)));
        }
        return parts;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
