package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;

/**
 * Limit of huge pages of one size, in bytes.
 *
 * @param pageSize such as {@code 2MB}
 */
public record HugepageLimit(String pageSize, BigInteger limit) {
    public HugepageLimit {
        Range.uint64("limit", limit);
    }
}
