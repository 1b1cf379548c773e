package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import java.util.Set;

/** {@code process.oomScoreAdj}, proc_pid_oom_score_adj(5). Written by the main stub, with the caller's privileges. */
public final class OomScoreAdjustment {
    private OomScoreAdjustment() {}

    /**
     * Sets the adjustment of the process {@code pid}.
     *
     * @param procfs from {@link ProcfsHandle#ofCaller}
     * @param rootless whether to go on where the kernel refuses it, as it does for a lower value than the caller's own
     */
    public static Plan plan(int adjustment, long pid, Fd procfs, boolean rootless) {
        Plan plan = new Plan();
        var content = new ProcfsHandle.Content(pid + "/oom_score_adj", Integer.toString(adjustment));
        Set<Errno> tolerated = rootless ? Set.of(Errno.EPERM, Errno.EACCES) : Set.of();
        ProcfsHandle.tryWrite(plan, procfs, content, "set oom_score_adj to " + adjustment, tolerated);
        return plan;
    }
}
