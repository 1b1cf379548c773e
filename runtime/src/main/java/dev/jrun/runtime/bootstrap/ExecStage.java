package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.ExecCgroup;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.credential.CpuAffinity;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.namespace.ContainerNamespaces;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds a process to a container. As init was: a clone of the main stub, the intermediate, goes where the process shall
 * be born, clones it there as a child of the main stub, and ends. Going there is joining init's cgroups and namespaces.
 */
public final class ExecStage {
    private static final Set<OpenFlag> FOLDER = Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);

    /** What version 2 says of a cgroup that has cgroups below it, with controllers or threads handed down to them. */
    private static final Set<Errno> NO_PROCESSES_HERE = Set.of(Errno.EBUSY, Errno.EOPNOTSUPP);

    private final Stub main;
    private final ExecPlan exec;
    private final ProcessLimits limits;
    private final List<Fd.Number> opened = new ArrayList<>();
    private final Nest nest;

    private ExecStage(Nest nest, ExecPlan exec) {
        this.nest = nest;
        this.main = nest.main();
        this.exec = exec;
        this.limits = new ProcessLimits(main, new CallersProcfs(main), exec.process(), exec.rootless());
    }

    /**
     * Makes the process, up to the point where it could execute its program.
     *
     * @param main the process that the caller started
     * @param copyOfStub a sealed copy of the stub's program that this JVM has, if it has one
     * @param terminal takes the terminal of a process that has one
     * @throws ContainerStateException when the container has stopped
     * @throws dev.jrun.runtime.failure.JrunException when a stage failed; no process is left then
     */
    public static ReadyProcess run(
            Stub main, ExecPlan exec, Optional<Fd.Number> copyOfStub, TerminalReceiver terminal) {
        try (Nest nest = Nest.in(main, "exec process", copyOfStub)) {
            birthplace(exec).ifPresent(nest::bornIn);
            return new ExecStage(nest, exec).run(terminal);
        }
    }

    private ReadyProcess run(TerminalReceiver terminal) {
        var namespaces = new ContainerNamespaces(exec.init().pid());
        Outcome found = ContainerEntrance.look(main, namespaces);
        Fd.Number pidfd = namespaces.pidfd(found).orElseThrow(ExecStage::stopped);
        opened.add(pidfd);
        requireAlive();
        Set<NamespaceType> types = namespaces.others(found);
        // A root that no mount namespace goes with has to be changed to.
        Optional<Fd.Number> root = types.contains(NamespaceType.MOUNT) ? Optional.empty() : Optional.of(openRoot());
        root.ifPresent(opened::add);
        Stub intermediate = cloneIntermediate(new ContainerEntrance(namespaces, types, pidfd, root));
        Stub stub = cloneProcess(intermediate);
        try {
            intermediate.close();
            main.begin(List.of(nest.tidy(), Reaping.ofIntermediate(intermediate.pid()), limits.limit(stub.pid())));
            return prepare(stub, terminal);
        } catch (RuntimeException failure) {
            end(stub);
            throw failure;
        }
    }

    private static ContainerStateException stopped() {
        return new ContainerStateException("cannot exec in a stopped container");
    }

    /** From here on the pid can't be given to another process unseen: its pidfd is open. */
    private void requireAlive() {
        if (!new ProcessTable().isAlive(exec.init())) {
            throw stopped();
        }
    }

    private Fd.Number openRoot() {
        String path = "/proc/" + exec.init().pid() + "/root";
        return (Fd.Number) main.call("open the container's root", new Openat(Fd.CWD, path, FOLDER, 0));
    }

    /** A stub whose children are in the container. */
    private Stub cloneIntermediate(ContainerEntrance entrance) {
        CgroupStage.Newborn newborn = CgroupStage.cloneIntermediate(nest);
        Stub clone = newborn.stub();
        try {
            List<Fd.Number> kept = new ArrayList<>(opened);
            kept.addAll(nest.childsOwn());
            Stub sealed = SealedStub.of(clone, new Plan(), exec.inherited(), kept, nest.program());
            main.run(limits.oomScore(sealed.pid()));
            enter(sealed, newborn.born(), entrance);
            return sealed;
        } catch (RuntimeException failure) {
            end(clone);
            throw failure;
        }
    }

    private Stub cloneProcess(Stub intermediate) {
        try {
            opened.add(new Fd.Number(intermediate.channel()));
            return intermediate.clone(Set.of(CloneFlag.CLONE_PARENT), 0, nest.child(), List.of());
        } catch (RuntimeException failure) {
            end(intermediate);
            throw failure;
        }
    }

    /** None for a process that has to be on CPUs of its own before it is in the cgroup. */
    private static Optional<CgroupPlace> birthplace(ExecPlan exec) {
        return CpuAffinity.of(exec.process()).before().isPresent()
                ? Optional.empty()
                : exec.cgroup().destination().birthplace();
    }

    /** Has the intermediate go into the container's cgroups and namespaces. */
    private void enter(Stub intermediate, boolean born, ContainerEntrance entrance) {
        Plan cgroups = cgroups(intermediate, exec.cgroup(), born);
        try {
            intermediate.runLater(cgroups);
            entrance.enter(intermediate, exec.init());
        } catch (SyscallException refused) {
            boolean taken = cgroups.steps().contains(refused.step()) && NO_PROCESSES_HERE.contains(refused.errno());
            if (exec.cgroup().chosen() || !taken) {
                throw refused;
            }
            var beside = exec.cgroup().besideInit(exec.initsCgroups().get());
            intermediate.runLater(cgroups(intermediate, beside, false));
            entrance.enter(intermediate, exec.init());
        }
    }

    private Plan cgroups(Stub intermediate, ExecCgroup cgroup, boolean born) {
        var affinity = CpuAffinity.of(exec.process());
        var plan = new Plan();
        affinity.beforeCgroup(plan, intermediate.pid());
        cgroup.destination().enter(plan, born);
        affinity.afterCgroup(plan, intermediate.pid());
        return plan;
    }

    private ReadyProcess prepare(Stub stub, TerminalReceiver terminal) {
        var stage = new ProcessStage(stub, exec.process(), exec.linux());
        stub.runLater(ProcessStage.leaveCaller(exec.id(), main.ignoredSignals(), List.copyOf(opened), exec.keyring()));
        makeTerminal(stub, stage, terminal);
        Program program = stage.findProgram(false);
        stage.openLabels();
        stage.confine();
        limits.schedule(stub.pid());
        main.flush();
        return new ReadyProcess(stub, new Executable(exec.process(), program, exec.inherited()));
    }

    private void makeTerminal(Stub stub, ProcessStage stage, TerminalReceiver terminal) {
        if (exec.process().terminal()) {
            Fd root = stub.call("open the container's root", new Openat(Fd.CWD, "/", FOLDER, 0));
            stage.makeTerminal(root, false, main, terminal);
            stub.call("close the container's root", new Close(root));
        }
    }

    private void end(Stub stub) {
        stub.close();
        main.call("wait for process " + stub.pid(), new Wait4(stub.pid(), Wait4.WALL));
    }
}
