package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.BitSet;

/** The list format of cpuset(7): {@code 0-3,7}. */
final class NumberList {
    /** More than any kernel has of CPUs or nodes. */
    private static final int LIMIT = 1 << 16;

    private NumberList() {}

    /** The numbers of {@code text}; an {@link InvalidInputException} with {@code pointer} where it is no such list. */
    static BitSet parse(String text, String pointer) {
        var numbers = new BitSet();
        for (String range : text.strip().split(",", -1)) {
            String[] ends = range.strip().split("-", -1);
            if (ends.length > 2) {
                throw wrong(text, pointer);
            }
            int first = number(ends[0], text, pointer);
            int last = number(ends[ends.length - 1], text, pointer);
            if (first > last) {
                throw wrong(text, pointer);
            }
            numbers.set(first, last + 1);
        }
        return numbers;
    }

    private static int number(String digits, String text, String pointer) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) >= LIMIT) {
            throw wrong(text, pointer);
        }
        return Integer.parseInt(digits);
    }

    private static InvalidInputException wrong(String text, String pointer) {
        return new InvalidInputException(
                pointer + ": \"" + text + "\" is not a list of numbers and ranges such as 0-3,7");
    }
}
