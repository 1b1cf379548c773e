package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Syscall.Done;

/** Brings the first process of a container into its cgroup; what it clones is born there. */
@FunctionalInterface
public interface CgroupEntrance {
    Round<Done> enter(long pid);
}
