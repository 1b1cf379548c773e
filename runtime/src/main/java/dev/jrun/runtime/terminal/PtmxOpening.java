package dev.jrun.runtime.terminal;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.Set;

/** Opens the master of a new pseudoterminal in the devpts of a container. Run after pivot_root(2). */
public final class PtmxOpening {
    private static final String PATH = "dev/pts/ptmx";
    private static final String INTENT = "/process/terminal: open /" + PATH + " in the container";

    private final Plan plan = new Plan();
    private final Slot master;
    private final DevptsFile file;

    /** In the container whose root is {@code root}. */
    public PtmxOpening(Fd root) {
        var open = new Openat2(
                root,
                PATH,
                Set.of(OpenFlag.O_RDWR),
                0,
                Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS));
        master = plan.call(INTENT + " (a terminal needs a devpts mounted on /dev/pts)", open);
        file = DevptsFile.ask(plan, INTENT, master);
    }

    public Plan plan() {
        return plan;
    }

    /** The master; an {@link InvalidInputException} for a file that only has its name. */
    public Fd.Number check(Outcome outcome) {
        if (!file.isPtmx(outcome)) {
            throw new InvalidInputException(INTENT + ": it is not the ptmx of a devpts; mount a devpts on /dev/pts");
        }
        return (Fd.Number) outcome.fd(master);
    }
}
