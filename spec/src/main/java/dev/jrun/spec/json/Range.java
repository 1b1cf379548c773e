package dev.jrun.spec.json;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Range checks of the constructors of records.
 *
 * <p>They take the {@code Optional} of a component as it is: {@code ifPresent} with a lambda would cost each new JVM
 * some milliseconds.
 */
public final class Range {
    private static final long UINT32_MAX = 0xffff_ffffL;

    private Range() {}

    /** Refuses what does not fit into the spec's uint32. */
    public static void uint32(String member, long value) {
        between(member, value, 0, UINT32_MAX);
    }

    /** Refuses what does not fit into the spec's uint32. */
    public static void uint32(String member, Optional<Long> value) {
        if (value.isPresent()) {
            uint32(member, (long) value.get());
        }
    }

    /** Refuses a list with an element that does not fit into the spec's uint32. */
    public static void uint32(String member, List<Long> values) {
        for (int i = 0; i < values.size(); i++) {
            uint32(member + "/" + i, (long) values.get(i));
        }
    }

    /** Refuses what does not fit into the spec's uint64. */
    public static void uint64(String member, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
            throw new SpecException("/" + member, "expected a number from 0 to 18446744073709551615, found " + value);
        }
    }

    /** Refuses what does not fit into the spec's uint64. */
    public static void uint64(String member, Optional<BigInteger> value) {
        if (value.isPresent()) {
            uint64(member, value.get());
        }
    }

    /** Refuses what is not between two bounds, both allowed. */
    public static void between(String member, Optional<Integer> value, int min, int max) {
        if (value.isPresent()) {
            between(member, (long) value.get(), min, max);
        }
    }

    /** Refuses an empty list. */
    public static void notEmpty(String member, List<?> values) {
        if (values.isEmpty()) {
            throw new SpecException("/" + member, "expected at least one element");
        }
    }

    private static void between(String member, long value, long min, long max) {
        if (value < min || value > max) {
            throw new SpecException("/" + member, "expected a number from " + min + " to " + max + ", found " + value);
        }
    }
}
