package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;
import java.util.Optional;

/** Shares, bandwidth and affinity of the cpu and cpuset controllers. */
public record Cpu(
        Optional<BigInteger> shares,
        Optional<Long> quota,
        Optional<BigInteger> burst,
        Optional<BigInteger> period,
        Optional<Long> realtimeRuntime,
        Optional<BigInteger> realtimePeriod,
        Optional<String> cpus,
        Optional<String> mems,
        Optional<Long> idle) {
    public Cpu {
        Range.uint64("shares", shares);
        Range.uint64("burst", burst);
        Range.uint64("period", period);
        Range.uint64("realtimePeriod", realtimePeriod);
    }
}
