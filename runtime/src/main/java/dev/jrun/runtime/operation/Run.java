package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.Nest;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.stub.Stub;
import java.util.Optional;

/** Creates and starts a container, and stays with it until it ends unless told not to. */
public final class Run {
    private final Engine engine;
    private final StateStore states;
    private final Create create;
    private final Start start;

    public Run(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
        this.create = new Create(engine, states);
        this.start = new Start(engine, states);
    }

    /** Gives the exit code of the container's process, 128 + the signal that killed it; 0 when detached. */
    public int run(CreateRequest request, RunOptions options) {
        Inheritance inherited = create.inherited(request);
        try (Nest nest = create.nest()) {
            return run(request, options, Design.of(request, inherited, engine, states), nest);
        }
    }

    private int run(CreateRequest request, RunOptions options, Design design, Nest nest) {
        if (options.detach()) {
            launchDetached(request, design, nest);
            return 0;
        }
        ConsoleSocket.refuse(request.consoleSocket());
        Foreground foreground = Foreground.of(engine.main(), !options.noSubreaper());
        ContainerState own;
        int exitCode;
        try (var terminal = new ForegroundTerminal(engine.main());
                Launched launched = launch(request, design, nest, terminal)) {
            new CallerDescriptors(engine).letGo(design.choices().inherited());
            launched.readiness().ifPresent(foreground::passOn);
            own = launched.state();
            exitCode = foreground.await(own.pid(), terminal);
        }
        if (!options.keep()) {
            new Delete(engine, states).runOn(own, true);
        }
        return exitCode;
    }

    private void launchDetached(CreateRequest request, Design design, Nest nest) {
        try (TerminalReceiver terminal =
                ConsoleSocket.ofDetached(engine.main(), design.process(), request.consoleSocket())) {
            awaitReady(launch(request, design, nest, terminal));
        }
    }

    private static void awaitReady(Launched launched) {
        try (launched) {
            launched.readiness()
                    .ifPresent(socket -> socket.forward(launched.state().pid()));
        }
    }

    /**
     * A container whose program runs.
     *
     * @param state as it was when it started
     * @param readiness where the program says that it is ready, if the caller wants to hear of it
     */
    private record Launched(ContainerState state, Optional<NotifySocket> readiness) implements AutoCloseable {
        @Override
        public void close() {
            readiness.ifPresent(NotifySocket::close);
        }
    }

    /** Whether somebody is told of the container before it runs, and may ask for its state. */
    private boolean isWatched(CreateRequest request, ContainerState state) {
        return request.pidFile().isPresent() || state.hooks() || NotifySocket.isWanted(engine);
    }

    private Launched launch(CreateRequest request, Design design, Nest nest, TerminalReceiver terminal) {
        try (ContainerLock _ = states.take(request.id())) {
            Creation creation = create.build(design, nest, terminal, false);
            try (Stub init = creation.init().init()) {
                if (isWatched(request, creation.state())) {
                    creation.save();
                }
                PidFile.write(engine.main(), request.pidFile(), creation.state().pid());
                Optional<NotifySocket> notify = NotifySocket.open(engine, states, creation.state());
                start.execute(init, creation.state(), design.bundle().config());
                return new Launched(creation.state(), notify);
            } catch (RuntimeException failure) {
                throw creation.undo(failure);
            }
        }
    }
}
