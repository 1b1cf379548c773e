package dev.jrun.runtime.terminal;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.TerminalCall.OpenPtyPeer;
import dev.jrun.runtime.syscall.TerminalCall.PtyNumber;
import dev.jrun.runtime.syscall.TerminalCall.UnlockPty;

/** Opens the other side of a pseudoterminal: the one for the container's process. */
public final class PeerOpening {
    private static final String INTENT = "/process/terminal: open the terminal";

    private final Plan plan = new Plan();
    private final Fd.Number master;
    private final PtyNumber askNumber;
    private final Slot number;
    private final Slot peer;
    private final DevptsFile file;

    public PeerOpening(Fd.Number master) {
        this.master = master;
        plan.call(INTENT, new UnlockPty(master));
        askNumber = new PtyNumber(master);
        number = plan.call(INTENT, askNumber);
        peer = plan.call(INTENT, new OpenPtyPeer(master));
        file = DevptsFile.ask(plan, INTENT, peer);
    }

    public Plan plan() {
        return plan;
    }

    /** Both sides; an {@link InvalidInputException} where the other side is no terminal of a devpts. */
    public Pty check(Outcome outcome) {
        if (!file.isPeer(outcome)) {
            throw new InvalidInputException(INTENT + ": it is not a terminal of a devpts; mount one on /dev/pts");
        }
        int name = askNumber.lift(new Reply(outcome.value(number), outcome.outs(number)));
        return new Pty(master, (Fd.Number) outcome.fd(peer), name);
    }
}
