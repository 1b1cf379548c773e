package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.stub.Stub;

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
        Design design = Design.of(request, engine, states);
        if (options.detach()) {
            launchDetached(request, design);
            return 0;
        }
        ConsoleSocket.refuse(request.consoleSocket());
        Foreground foreground = Foreground.of(engine.main(), !options.noSubreaper());
        int exitCode;
        try (var terminal = new ForegroundTerminal(engine.main())) {
            exitCode = foreground.await(launch(request, design, terminal), terminal);
        }
        if (!options.keep()) {
            new Delete(engine, states).run(request.id(), true);
        }
        return exitCode;
    }

    private void launchDetached(CreateRequest request, Design design) {
        try (TerminalReceiver terminal =
                ConsoleSocket.ofDetached(engine.main(), design.process(), request.consoleSocket())) {
            launch(request, design, terminal);
        }
    }

    /** Has the program run; gives the pid of init. */
    private int launch(CreateRequest request, Design design, TerminalReceiver terminal) {
        states.create(request.id());
        try (ContainerLock _ = states.lock(request.id())) {
            Creation creation = create.build(design, terminal);
            try (Stub init = creation.init().init()) {
                PidFile.write(request.pidFile(), creation.state().pid());
                start.execute(init, creation.state(), design.bundle().config());
                return creation.state().pid();
            } catch (RuntimeException failure) {
                throw creation.undo(failure);
            }
        }
    }
}
