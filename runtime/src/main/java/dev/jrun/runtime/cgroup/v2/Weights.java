package dev.jrun.runtime.cgroup.v2;

import java.math.BigInteger;

/** Converts weights of version 1 to those of version 2, which go from 1 to 10000. */
public final class Weights {
    private static final long SHARES_MIN = 2;
    private static final long SHARES_MAX = 1 << 18;
    private static final int WEIGHT_MIN = 1;
    private static final int WEIGHT_MAX = 10_000;
    private static final int BLOCK_MIN = 10;
    private static final int BLOCK_MAX = 1000;

    private Weights() {}

    /**
     * A curve through the lowest, the default and the highest values of both versions: 2 and 1, 1024 and 100, 262144
     * and 10000. A straight line would give a cgroup of default shares less than half of the default weight.
     */
    public static int ofShares(BigInteger shares) {
        int bounded = shares.max(BigInteger.valueOf(SHARES_MIN))
                .min(BigInteger.valueOf(SHARES_MAX))
                .intValueExact();
        if (bounded == SHARES_MIN) {
            return WEIGHT_MIN;
        }
        double log = Math.log(bounded) / Math.log(2);
        double exponent = (log * log + 125 * log) / 612 - 7.0 / 34;
        // Rounded to a millionth first: 100.00000000000001 is 100.
        double weight = Math.rint(Math.pow(10, exponent) * 1e6) / 1e6;
        return (int) Math.min(WEIGHT_MAX, Math.ceil(weight));
    }

    /** A straight line from 10…1000 to 1…10000. */
    public static int ofBlockIo(int weight) {
        int bounded = Math.clamp(weight, BLOCK_MIN, BLOCK_MAX);
        return WEIGHT_MIN + (bounded - BLOCK_MIN) * (WEIGHT_MAX - WEIGHT_MIN) / (BLOCK_MAX - BLOCK_MIN);
    }
}
