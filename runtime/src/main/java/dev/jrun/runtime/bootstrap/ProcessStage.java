package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.credential.ExecutionDomain;
import dev.jrun.runtime.credential.NumaPolicy;
import dev.jrun.runtime.namespace.ProcfsHandle;
import dev.jrun.runtime.namespace.SecurityLabel;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.DefaultAction;
import dev.jrun.runtime.syscall.ProcessCall.JoinSessionKeyring;
import dev.jrun.runtime.syscall.ProcessCall.Setsid;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a stub does for itself to be the config's process, whether it is init or one that exec adds. */
final class ProcessStage {

    private final Stub stub;
    private final Process process;
    private final Linux linux;
    /** A procfs to write labels to, opened while a private one can be had. */
    private Optional<Fd> labels = Optional.empty();

    /** For a stub that a container's process will come of. */
    ProcessStage(Stub stub, Process process, Linux linux) {
        this.stub = stub;
        this.process = process;
        this.linux = linux;
    }

    /**
     * Plans to let go of what the stub has {@code inherited}, and to take default signals and a session.
     *
     * @param id of the container
     * @param ignored the signals that the caller ignores
     * @param keyring whether it takes the container's session keyring, too
     */
    static Plan leaveCaller(String id, long ignored, List<Fd> inherited, boolean keyring) {
        var plan = new Plan();
        for (Fd fd : inherited) {
            plan.call("close an inherited descriptor", new Close(fd));
        }
        resetSignals(plan, ignored);
        plan.call("make a session", new Setsid());
        if (keyring) {
            // A kernel built without keyrings has none to leave; a seccomp filter around jrun may say EPERM.
            plan.attempt(
                    "join a session keyring", new JoinSessionKeyring("_ses." + id), Set.of(Errno.ENOSYS, Errno.EPERM));
        }
        return plan;
    }

    /** What the caller ignores (a shell's background job has SIGINT ignored) would be ignored in the container too. */
    private static void resetSignals(Plan plan, long ignored) {
        for (long left = ignored; left != 0; left &= left - 1) {
            int signal = Long.numberOfTrailingZeros(left) + 1;
            plan.call("reset signal " + signal, new DefaultAction(signal));
        }
    }

    Fd openProcfs() {
        ProcfsHandle procfs = ProcfsHandle.ofInit();
        return procfs.check(stub.run(procfs.plan()));
    }

    void openLabels() {
        if (SecurityLabel.isWanted(process)) {
            labels = Optional.of(openProcfs());
        }
    }

    /**
     * Gives the process a terminal where it wants one. Only in its root.
     *
     * @param console whether to bind it on /dev/console too
     */
    void makeTerminal(Fd root, boolean console, Stub main, TerminalReceiver receiver) {
        if (process.terminal()) {
            new TerminalStage(stub, root).run(process, console, main, receiver);
        }
    }

    /**
     * In the container's root, when no terminal is to come any more: enters the working directory and finds the program.
     *
     * @param nullStreams see {@link ProgramSearch}
     */
    Program findProgram(boolean nullStreams) {
        stub.runLater(ExecutionDomain.plan(linux));
        stub.runLater(NumaPolicy.plan(linux));
        boolean setgroups = ProcessFacts.allowsSetgroups(stub.pid());
        var search = new ProgramSearch(process, setgroups, nullStreams);
        stub.runAll(search.plans(), search::learn);
        return search.finish(stub);
    }

    /** Last of all, so that no hook which is not confined to the container takes it on. */
    void confine() {
        if (labels.isPresent()) {
            String self = stub.call("look at /proc/self", new Readlinkat(labels.get(), "self"));
            SecurityLabel security = SecurityLabel.of(process, labels.get(), self);
            security.check(stub.run(security.plan()));
            stub.call("close a private procfs", new Close(labels.get()));
        }
    }
}
