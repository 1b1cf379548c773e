package dev.jrun.spec;

import dev.jrun.spec.json.Range;

/** One offset of a clock. */
public record TimeOffset(long secs, long nanosecs) {
    public TimeOffset {
        Range.uint32("nanosecs", nanosecs);
    }
}
