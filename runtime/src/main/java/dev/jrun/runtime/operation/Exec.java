package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.ExecPlan;
import dev.jrun.runtime.bootstrap.ExecStage;
import dev.jrun.runtime.bootstrap.ReadyProcess;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.ExecCgroup;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;

/**
 * Adds a process to a container, and stays with it until it ends unless told not to. It changes nothing of the
 * container's state and takes no lock: many execs go on at the same time, and one that waits in a paused container must
 * not keep it from being resumed.
 */
public final class Exec {
    private static final int SIGKILL = 9;
    private static final String STOPPED = "cannot exec in a stopped container";

    private final Engine engine;
    private final StateStore states;

    public Exec(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Gives the exit code of the process, 128 + the signal that killed it; 0 when detached. */
    public int run(ExecRequest request) {
        ContainerState state = states.load(request.id());
        requireStatus(state, request.ignorePaused());
        Config config = engine.memory().configs().read(states.config(state.id()));
        Addition addition = addition(request, state, config);
        if (request.detach()) {
            Process process = addition.plan().process();
            try (TerminalReceiver terminal =
                    ConsoleSocket.ofDetached(engine.main(), process, request.consoleSocket())) {
                start(addition, terminal);
                return 0;
            }
        }
        ConsoleSocket.refuse(request.consoleSocket());
        Foreground foreground = Foreground.of(engine.main(), false);
        try (var terminal = new ForegroundTerminal(engine.main())) {
            int pid = start(addition, terminal);
            new CallerDescriptors(engine).letGo(addition.plan().inherited());
            return foreground.await(pid, terminal);
        }
    }

    /** What is to be added to which container, once all was refused that can be. */
    private record Addition(ExecRequest request, ContainerState state, Config config, ExecPlan plan) {}

    private Addition addition(ExecRequest request, ContainerState state, Config config) {
        var unsupported = new UnsupportedProperties(KernelModules.here());
        Process process = new ExecProcess(config, unsupported).of(request.source());
        InitProcess init = state.init().orElseThrow(() -> new ContainerStateException(STOPPED));
        var paths = CgroupPaths.parse(state.cgroup().places(), state.cgroup().made());
        var plan = new ExecPlan(
                state.id().value(),
                init,
                process,
                config.linux().orElse(Linux.EMPTY),
                ExecCgroup.of(paths.places(), request.cgroups(), engine.rootless()),
                () -> engine.memory().layouts().of(engine.main().pid(), init.pid()),
                new CallerDescriptors(engine).ofOther(request.preservedFds()),
                state.ownKeyring(),
                engine.rootless());
        return new Addition(request, state, config, plan);
    }

    private static void requireStatus(ContainerState state, boolean ignorePaused) {
        switch (LiveStatus.of(state)) {
            case CREATED, RUNNING -> {}
            case PAUSED -> {
                if (!ignorePaused) {
                    throw new ContainerStateException(
                            "cannot exec in a paused container (use --ignore-paused to override)");
                }
            }
            case STOPPED -> throw new ContainerStateException(STOPPED);
            case CREATING ->
                throw new ContainerStateException("cannot exec in a container whose create has not finished");
        }
    }

    /** Has the program run, and gives its pid. */
    private int start(Addition addition, TerminalReceiver terminal) {
        try (PidfdSocket pidfds =
                PidfdSocket.of(engine.main(), addition.request().pidfdSocket())) {
            ReadyProcess ready = ExecStage.run(
                    engine.main(), addition.plan(), engine.memory().stub(), terminal);
            int pid = (int) ready.stub().pid();
            try (Stub stub = ready.stub()) {
                ContainerResctrl.of(addition.config(), engine, addition.plan().id())
                        .ifPresent(group -> group.enter(pid));
                pidfds.send(PidfdSocket.SETNS, pid);
                var launch = new Launch(engine, states, addition.state());
                launch.run(stub, ready.executable(), addition.config(), launch.filter(addition.config()));
                // Not before: callers take the file for the sign that the program has run.
                PidFile.write(engine.main(), addition.request().pidFile(), pid);
                return pid;
            } catch (RuntimeException failure) {
                end(pid);
                throw failure;
            }
        }
    }

    private void end(int pid) {
        var plan = new Plan();
        plan.call("kill the process", new Kill(pid, SIGKILL));
        plan.call("wait for the process", new Wait4(pid, Wait4.WALL));
        engine.main().run(plan);
    }
}
