package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.BitSet;

/** A list of CPUs or memory nodes, {@code 0-3,7}, as the bytes that systemd takes: bit n of them is number n. */
final class CpuMask {
    private static final int NUMBER_MAX = 8191;

    private CpuMask() {}

    static byte[] parse(String list, String pointer) {
        var bits = new BitSet();
        for (String range : list.strip().split(",")) {
            String[] ends = range.strip().split("-", 2);
            int first = number(ends[0], list, pointer);
            int last = number(ends[ends.length - 1], list, pointer);
            if (last < first) {
                throw invalid(list, pointer);
            }
            bits.set(first, last + 1);
        }
        return bits.toByteArray();
    }

    private static int number(String text, String list, String pointer) {
        try {
            int number = Integer.parseUnsignedInt(text.strip());
            if (number <= NUMBER_MAX) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(list, pointer);
        }
        throw invalid(list, pointer);
    }

    private static InvalidInputException invalid(String list, String pointer) {
        return new InvalidInputException(pointer + ": expected a list such as 0-3,7, found " + list);
    }
}
