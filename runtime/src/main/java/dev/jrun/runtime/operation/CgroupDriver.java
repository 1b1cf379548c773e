package dev.jrun.runtime.operation;

import java.util.Map;

/** Who makes a container's cgroup. Later commands go by what the state says. */
public sealed interface CgroupDriver {
    /** jrun itself. */
    record Cgroupfs() implements CgroupDriver {}

    /**
     * systemd.
     *
     * @param environment of the caller, which leads to a user's systemd
     */
    record Systemd(Map<String, String> environment) implements CgroupDriver {
        public Systemd {
            environment = Map.copyOf(environment);
        }
    }

    /** Nobody: the container stays in its caller's. */
    record Disabled() implements CgroupDriver {}
}
