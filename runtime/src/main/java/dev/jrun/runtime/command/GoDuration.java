package dev.jrun.runtime.command;

import dev.jrun.runtime.failure.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go writes them: numbers with units, like {@code 1m30s}, {@code 1.5h} or {@code 100ms}. */
final class GoDuration {
    private GoDuration() {}

    static Duration parse(String flag, String text) {
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        do {
            int unit = at;
            while (unit < text.length() && isOfNumber(text.charAt(unit))) {
                unit++;
            }
            int end = unit;
            while (end < text.length() && !isOfNumber(text.charAt(end))) {
                end++;
            }
            try {
                nanos = nanos.add(
                        new BigDecimal(text.substring(at, unit)).multiply(nanoseconds(text.substring(unit, end))));
            } catch (NumberFormatException e) {
                throw failure(flag, text);
            }
            at = end;
        } while (at < text.length());
        if (nanos.signum() <= 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw failure(flag, text);
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static boolean isOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private static BigDecimal nanoseconds(String unit) {
        return switch (unit) {
            case "ns" -> BigDecimal.ONE;
            case "us", "µs", "μs" -> BigDecimal.valueOf(1_000);
            case "ms" -> BigDecimal.valueOf(1_000_000);
            case "s" -> BigDecimal.valueOf(1_000_000_000);
            case "m" -> BigDecimal.valueOf(60_000_000_000L);
            case "h" -> BigDecimal.valueOf(3_600_000_000_000L);
            default -> throw new NumberFormatException("unit " + unit);
        };
    }

    private static InvalidInputException failure(String flag, String text) {
        return new InvalidInputException(
                flag + ": invalid duration \"" + text + "\", expected one above 0 like 5s, 1m30s or 100ms");
    }
}
