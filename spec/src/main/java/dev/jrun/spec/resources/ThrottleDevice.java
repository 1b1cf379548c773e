package dev.jrun.spec.resources;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;
import java.util.Optional;

/** Rate of one block device, in bytes or operations a second. */
public record ThrottleDevice(Long major, Long minor, Optional<BigInteger> rate) {
    public ThrottleDevice {
        Range.uint64("rate", rate);
    }
}
