package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.TerminalAttributes;
import dev.jrun.runtime.syscall.TerminalCall.GetAttributes;
import dev.jrun.runtime.syscall.TerminalCall.SetAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The caller's terminal in raw mode, and a process that takes it out of it. That process, a clone of the main stub, has
 * one order: to wait for the end of its channel and give the terminal its old attributes. So it is restored however jrun
 * ends: also when the engine dies, and when the main stub is killed, with which the engine dies.
 */
final class TerminalGuard implements AutoCloseable {
    private static final int SIGCHLD = 17;
    private static final int FIRST_AFTER_STDIO = 3;

    private final Stub main;
    private final Stub guard;
    private final TerminalAttributes before;

    private TerminalGuard(Stub main, Stub guard, TerminalAttributes before) {
        this.main = main;
        this.guard = guard;
        this.before = before;
    }

    /** Makes the standard input raw where it is a terminal. The main stub has to have its signals blocked. */
    static Optional<TerminalGuard> ofInput(Stub main) {
        try {
            TerminalAttributes before = main.call("ask for the terminal's attributes", new GetAttributes(Fd.STDIN));
            return Optional.of(open(main, before));
        } catch (SyscallException noTerminal) {
            if (noTerminal.step().call() instanceof GetAttributes) {
                return Optional.empty();
            }
            throw noTerminal;
        }
    }

    private static TerminalGuard open(Stub main, TerminalAttributes before) {
        Stub clone = main.clone(Set.of(), SIGCHLD, "terminal guard");
        var guard = new TerminalGuard(main, clone, before);
        try {
            clone.run(closeOthers(clone.channel()));
            clone.post(guard.restoreAtTheEnd());
            main.call("make the terminal raw", new SetAttributes(Fd.STDIN, before.rawInput()));
            return guard;
        } catch (RuntimeException failure) {
            guard.close();
            throw failure;
        }
    }

    /** It must not hold the container's terminal, nor the main stub's channel. */
    private static Plan closeOthers(int channel) {
        var plan = new Plan();
        if (channel > FIRST_AFTER_STDIO) {
            plan.call("close inherited descriptors", new CloseRange(FIRST_AFTER_STDIO, channel - 1, false));
        }
        plan.call("close inherited descriptors", new CloseRange(channel + 1, -1, false));
        return plan;
    }

    private Plan restoreAtTheEnd() {
        var plan = new Plan();
        var end = new Ppoll(List.of(guard.channel()), Ppoll.POLLIN, -1);
        plan.attempt("wait for the engine's end", end, Set.of(Errno.EINTR));
        plan.call("restore the terminal", new SetAttributes(Fd.STDIN, before));
        return plan;
    }

    @Override
    public void close() {
        guard.close();
        var plan = new Plan();
        plan.attempt("wait for the terminal guard", new Wait4(guard.pid(), Wait4.WALL), Set.of(Errno.ECHILD));
        // Once more, for the case that somebody has killed the guard. EIO: the terminal itself is gone.
        var restore = new SetAttributes(Fd.STDIN, before);
        plan.attempt("restore the terminal", restore, Set.of(Errno.EIO, Errno.ENOTTY));
        main.run(plan);
    }
}
