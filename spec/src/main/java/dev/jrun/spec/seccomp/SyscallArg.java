package dev.jrun.spec.seccomp;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A condition on one argument of a system call.
 *
 * @param valueTwo what the masked value is compared with, for {@code SCMP_CMP_MASKED_EQ}
 */
public record SyscallArg(Long index, BigInteger value, Optional<BigInteger> valueTwo, SeccompOperator op) {
    public SyscallArg {
        Range.uint32("index", index);
        Range.uint64("value", value);
        Range.uint64("valueTwo", valueTwo);
    }
}
