package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.credential.Credentials;
import dev.jrun.runtime.credential.Environment;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.runtime.syscall.ProcessCall.SetCommandName;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last thing that init, or a process that exec adds, does as a stub: it becomes the user's program.
 *
 * @param filter what it loads into the kernel before that
 * @param listener who gets the filter's notifications; there for a filter that has some
 */
public record StartStage(Executable executable, Optional<Filter> filter, Optional<FilterListener> listener) {
    /** What init is called from here on until it executes the program. */
    private static final String NAME = "jrun:[start]";

    /**
     * Executes the program. Comes back when it runs.
     *
     * @param init waits in its root filesystem and working directory
     */
    public void run(Stub init) {
        Process process = executable.process();
        Credentials credentials = credentials(init, process);
        var plan = new Plan();
        plan.call("name init", new SetCommandName(NAME));
        plan.call(
                "close descriptors on exec",
                new CloseRange(executable.inherited().end(), -1, true));
        plan.call("unblock signals", new RtSigprocmask(RtSigprocmask.SIG_SETMASK, 0));
        if (filter.isEmpty()) {
            credentials.addTo(plan);
            addExec(plan);
            execute(init, plan);
            return;
        }
        credentials.addLimits(plan);
        // What comes behind the filter has to pass it: as little as can be. Without no_new_privs, loading a filter
        // takes a capability that the user may not have.
        if (process.noNewPrivileges()) {
            credentials.addIdentity(plan);
            load(init, plan, this::addExec);
        } else {
            load(init, plan, rest -> {
                credentials.addIdentity(rest);
                addExec(rest);
            });
        }
    }

    private void addExec(Plan plan) {
        Program program = executable.program();
        List<String> environment = new Environment(entries()).withHome(program.home());
        plan.call(
                "exec " + program.path(),
                new Execve(program.path(), executable.process().args(), environment));
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(executable.process().env());
        entries.addAll(executable.inherited().environment());
        return entries;
    }

    /** Runs {@code plan}, loads the filter, and runs what {@code steps} adds. */
    private void load(Stub init, Plan plan, Consumer<Plan> steps) {
        Filter loaded = filter.orElseThrow();
        var rest = new Plan();
        steps.accept(rest);
        loaded.requireAllowed(rest.steps());
        if (!loaded.notifies()) {
            loaded.addTo(plan, () -> steps.accept(plan));
            execute(init, plan);
            return;
        }
        Slot notifications = loaded.addTo(plan, () -> {});
        Fd.Number fd = (Fd.Number) init.run(plan).fd(notifications);
        listener.orElseThrow().accept(init.take(fd));
        execute(init, rest);
    }

    /**
     * Runs a plan that ends with the execve. Its success closes the channel, and so does init's end, of which nobody may
     * be told: a filter can keep init from saying that the execve has failed, and from ending well. A process that ends
     * closes its descriptors when it is marked so, and one that has executed a program bears that one's name.
     */
    private void execute(Stub init, Plan plan) {
        init.runLast(plan);
        if (new ProcessTable().endsAs((int) init.pid(), NAME)) {
            String reason = filter.isEmpty()
                    ? "it was killed"
                    : "it was killed, or the execve failed and the seccomp filter kept init from telling why";
            throw new LostStubException("exec " + executable.program().path() + ": " + init.where()
                    + " ended before the program ran: " + reason);
        }
    }

    /**
     * Adds the steps that turn another process of the container into a program with the rights of its own, which
     * {@code exec} adds.
     */
    static void confine(
            Plan plan, Credentials credentials, Process process, Optional<Filter> filter, Consumer<Plan> exec) {
        if (filter.isEmpty()) {
            credentials.addTo(plan);
            exec.accept(plan);
            return;
        }
        credentials.addLimits(plan);
        if (process.noNewPrivileges()) {
            credentials.addIdentity(plan);
            filter.get().addTo(plan, () -> exec.accept(plan));
            return;
        }
        filter.get().addTo(plan, () -> {
            credentials.addIdentity(plan);
            exec.accept(plan);
        });
    }

    /** What the container's process may do, for a process in the user namespace of {@code init}. */
    static Credentials credentials(Stub init, Process process) {
        return credentials(process, ProcessFacts.allowsSetgroups(init.pid()));
    }

    /** The same, where it is known whether setgroups(2) is allowed in the user namespace. */
    static Credentials credentials(Process process, boolean setgroups) {
        return Credentials.of(process, new Credentials.Facts(ProcessFacts.lastCapability(), setgroups));
    }
}
