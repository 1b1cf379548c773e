package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;

/** Size of a terminal in characters. */
public record ConsoleSize(BigInteger height, BigInteger width) {
    public ConsoleSize {
        Range.uint64("height", height);
        Range.uint64("width", width);
    }
}
