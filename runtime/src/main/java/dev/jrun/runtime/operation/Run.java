package dev.jrun.runtime.operation;

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
        if (options.detach()) {
            launch(request);
            return 0;
        }
        Foreground foreground = Foreground.of(engine.main(), !options.noSubreaper());
        int exitCode = foreground.await(launch(request));
        if (!options.keep()) {
            new Delete(engine, states).run(request.id(), true);
        }
        return exitCode;
    }

    /** Has the program run; gives the pid of init. */
    private int launch(CreateRequest request) {
        Design design = Design.of(request, engine, states);
        states.create(request.id());
        try (ContainerLock _ = states.lock(request.id())) {
            Creation creation = create.build(design);
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
