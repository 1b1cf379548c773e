package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.TakePendingSignal;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import java.util.Set;

/** Reaps what the main stub has cloned for its own use. */
final class Reaping {
    private static final int SIGCHLD = 17;

    private Reaping() {}

    /**
     * Waits for an intermediate that is about to end. The process that it leaves behind can't have ended yet, so the
     * signal is about this one, and whoever waits for that process need not be woken by it.
     */
    static Plan ofIntermediate(long pid) {
        var plan = new Plan();
        String intent = "wait for process " + pid;
        plan.call(intent, new Wait4(pid, Wait4.WALL));
        plan.attempt(intent, new TakePendingSignal(1L << SIGCHLD - 1), Set.of(Errno.EAGAIN));
        return plan;
    }
}
