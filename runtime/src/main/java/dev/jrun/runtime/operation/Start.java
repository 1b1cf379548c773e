package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.bootstrap.StartSocket;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Status;
import java.util.Optional;

/** Has the init of a created container execute the user's program. */
public final class Start {
    private static final String RUNNING = "cannot start an already running container";

    private final Engine engine;
    private final StateStore states;

    public Start(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Comes back when the program runs and, where the caller waits for that, has said that it is ready. */
    public void run(ContainerId id) {
        ContainerState state = states.load(id);
        if (!NotifySocket.isWanted(engine)) {
            launch(id);
            return;
        }
        requireCreated(state);
        Optional<NotifySocket> notify = NotifySocket.open(engine, states, state);
        try {
            launch(id);
            notify.ifPresent(socket -> socket.forward(state.pid()));
        } finally {
            notify.ifPresent(NotifySocket::close);
        }
    }

    /** The container's lock is free again when this comes back: others may end it while it is waited for. */
    private void launch(ContainerId id) {
        try (ContainerLock _ = states.lock(id)) {
            ContainerState state = states.load(id);
            requireCreated(state);
            try (Stub init = resume(state)) {
                Config config = engine.memory().configs().readLaunch(states.config(id));
                execute(init, state, config);
            }
        }
    }

    private static void requireCreated(ContainerState state) {
        switch (LiveStatus.of(state)) {
            case CREATED -> {}
            case PAUSED -> throw new ContainerStateException("cannot start a container in the paused state");
            case RUNNING -> throw new ContainerStateException(RUNNING);
            case STOPPED -> throw new ContainerStateException("cannot start a container that has stopped");
            case CREATING ->
                throw new ContainerStateException(
                        "cannot start a container whose create has not finished; delete it and create it again");
        }
    }

    private Stub resume(ContainerState state) {
        try {
            Fd socket = StartSocket.connect(engine.local(), states.directory(state.id()));
            return engine.main().resume(socket, state.pid(), "container init");
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.ECONNREFUSED)) {
                throw new ContainerStateException(RUNNING);
            }
            throw failure;
        }
    }

    /** Writes down that the program runs, and executes it in an init that waits for it and ends where that fails. */
    void execute(Stub init, ContainerState state, Config config) {
        var hooks = new ContainerHooks(engine);
        var launch = new Launch(engine, states, state);
        Optional<Filter> filter = launch.filter(config);
        hooks.startContainer(init, config, state, filter);
        states.save(state.withStatus(Status.RUNNING));
        launch.runInit(init, config, filter);
        hooks.poststart(config, state);
    }
}
