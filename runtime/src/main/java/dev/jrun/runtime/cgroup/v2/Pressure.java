package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.StatisticFiles;
import dev.jrun.runtime.cgroup.StatisticTree;
import java.math.BigDecimal;
import java.math.BigInteger;

/** How long processes have waited for a resource, as files like {@code cpu.pressure} tell. */
final class Pressure {
    private Pressure() {}

    /** Adds it to {@code tree}, where the kernel counts it. */
    static void add(StatisticFiles files, String file, StatisticTree tree) {
        for (String line : files.lines(file)) {
            String[] words = line.split(" ");
            StatisticTree figures = tree.child("psi").child(words[0]);
            for (int i = 1; i < words.length; i++) {
                add(figures, words[i].split("="));
            }
        }
    }

    private static void add(StatisticTree figures, String[] figure) {
        if (figure[0].equals("total")) {
            figures.put(figure[0], new BigInteger(figure[1]));
        } else {
            figures.put(figure[0], new BigDecimal(figure[1]));
        }
    }
}
