package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.credential.ResourceLimits;
import dev.jrun.runtime.credential.Scheduling;
import dev.jrun.runtime.namespace.OomScoreAdjustment;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Process;

/**
 * What the main stub sets on a process of the container, which that could not set itself without privileges outside.
 *
 * @param rootless whether to pass over what a user without privileges may not do
 */
record ProcessLimits(Stub main, CallersProcfs procfs, Process process, boolean rootless) {
    /** Limits its resources. For a stub that has not changed anything in the container yet. */
    Plan limit(long pid) {
        return ResourceLimits.plan(process.rlimits(), pid);
    }

    /**
     * Its OOM score, set on the intermediate, whose children inherit it. That has to be dumpable still: the files in
     * /proc of a process that is not belong to the machine's root.
     */
    Plan oomScore(long pid) {
        return process.oomScoreAdj().isPresent()
                ? OomScoreAdjustment.plan(process.oomScoreAdj().get(), pid, procfs.root(), rootless)
                : new Plan();
    }

    /** Its place among the processes of the machine. For a stub that has nothing left to do. */
    void schedule(long pid) {
        try {
            main.run(Scheduling.plan(process, pid));
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EPERM) && Scheduling.isRealtime(process)) {
                failure.because("it takes CAP_SYS_NICE and, on cgroup v1, time for it in the container's cgroup:"
                        + " /linux/resources/cpu/realtimeRuntime");
            }
            throw failure;
        }
    }
}
