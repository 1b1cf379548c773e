package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.List;

/** The plan that makes the root file system, and what has to be compared when it has run. */
public final class Prepared {
    /** A comparison that a plan cannot do by itself. */
    interface Check {
        /** Throws when what the plan met is not what it must be. */
        void verify(Outcome outcome);
    }

    private final Plan plan;
    private final Slot root;
    private final List<Check> checks;

    Prepared(Plan plan, Slot root, List<Check> checks) {
        this.plan = plan;
        this.root = root;
        this.checks = List.copyOf(checks);
    }

    public Plan plan() {
        return plan;
    }

    /** Must be called with the outcome before anything of the container runs. */
    public void check(Outcome outcome) {
        checks.forEach(check -> check.verify(outcome));
    }

    /** The descriptor of the root, which stays open for {@link Rootfs#enter}. */
    public Fd root(Outcome outcome) {
        return outcome.fd(root);
    }
}
