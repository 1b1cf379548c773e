package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Limits of the memory controller; -1 means no limit.
 *
 * @param swap memory and swap together
 */
public record Memory(
        Optional<Long> limit,
        Optional<Long> reservation,
        Optional<Long> swap,
        Optional<Long> kernel,
        Optional<Long> kernelTcp,
        Optional<BigInteger> swappiness,
        Optional<Boolean> disableOomKiller,
        Optional<Boolean> useHierarchy,
        Optional<Boolean> checkBeforeUpdate) {
    public Memory {
        Range.uint64("swappiness", swappiness);
    }
}
