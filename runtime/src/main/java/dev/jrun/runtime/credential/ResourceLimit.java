package dev.jrun.runtime.credential;

import java.util.Optional;

/** The resources that have a limit, getrlimit(2), with the numbers that x86_64 and aarch64 share. */
public enum ResourceLimit {
    RLIMIT_CPU(0),
    RLIMIT_FSIZE(1),
    RLIMIT_DATA(2),
    RLIMIT_STACK(3),
    RLIMIT_CORE(4),
    RLIMIT_RSS(5),
    RLIMIT_NPROC(6),
    RLIMIT_NOFILE(7),
    RLIMIT_MEMLOCK(8),
    RLIMIT_AS(9),
    RLIMIT_LOCKS(10),
    RLIMIT_SIGPENDING(11),
    RLIMIT_MSGQUEUE(12),
    RLIMIT_NICE(13),
    RLIMIT_RTPRIO(14),
    RLIMIT_RTTIME(15);

    private final int number;

    ResourceLimit(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The resource with this name: {@code RLIMIT_NOFILE}. */
    public static Optional<ResourceLimit> named(String name) {
        for (ResourceLimit limit : values()) {
            if (limit.name().equals(name)) {
                return Optional.of(limit);
            }
        }
        return Optional.empty();
    }
}
