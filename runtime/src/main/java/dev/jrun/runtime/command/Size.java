package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Amounts of memory as users write them: a number, of bytes or with one of the units k, m, g, t, p, powers of 1024. */
final class Size {
    private static final String UNITS = "kmgtp";

    private Size() {}

    /** The number of bytes; -1 for {@code -1}, which means no limit. */
    static long parse(String flag, String text) {
        if (text.equals("-1")) {
            return -1;
        }
        String word = text.strip().toLowerCase(Locale.ROOT);
        word = withoutEnd(withoutEnd(word, "b"), "i");
        int unit = word.isEmpty() ? -1 : UNITS.indexOf(word.charAt(word.length() - 1));
        String number = (unit < 0 ? word : word.substring(0, word.length() - 1)).strip();
        boolean plain = !text.strip().toLowerCase(Locale.ROOT).endsWith("ib") || unit >= 0;
        try {
            BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << 10 * (unit + 1)));
            if (plain && isNumber(number) && bytes.signum() >= 0) {
                return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw failure(flag, text);
        }
        throw failure(flag, text);
    }

    private static String withoutEnd(String word, String end) {
        return word.endsWith(end) ? word.substring(0, word.length() - 1) : word;
    }

    /** No signs and exponents, which a BigDecimal would take. */
    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static InvalidInputException failure(String flag, String text) {
        return new InvalidInputException(
                flag + ": invalid size \"" + text + "\", expected a number of bytes, or one like 64m, or -1");
    }
}
