package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;

/**
 * One resource limit, setrlimit(2).
 *
 * @param type such as {@code RLIMIT_NOFILE}
 */
public record Rlimit(String type, BigInteger soft, BigInteger hard) {
    public Rlimit {
        Range.uint64("soft", soft);
        Range.uint64("hard", hard);
    }
}
