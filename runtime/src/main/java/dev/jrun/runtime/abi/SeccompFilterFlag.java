package dev.jrun.runtime.abi;

/** Flags of seccomp(2) with SECCOMP_SET_MODE_FILTER. */
public enum SeccompFilterFlag implements Flag {
    SECCOMP_FILTER_FLAG_TSYNC(1),
    SECCOMP_FILTER_FLAG_LOG(2),
    SECCOMP_FILTER_FLAG_SPEC_ALLOW(4),
    SECCOMP_FILTER_FLAG_NEW_LISTENER(8),
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV(32);

    private final long bits;

    SeccompFilterFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
