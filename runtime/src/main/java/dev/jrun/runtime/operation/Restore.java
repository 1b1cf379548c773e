package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.StreamNames;
import dev.jrun.runtime.failure.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a container from what a checkpoint has saved, by criu, and stays with it until it ends unless told not to. */
public final class Restore {
    private final Engine engine;
    private final StateStore states;
    private final Create create;

    public Restore(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
        this.create = new Create(engine, states);
    }

    /** Gives the exit code of the container's process, 128 + the signal that killed it; 0 when detached. */
    public int run(RestoreRequest request) {
        CriuSession.requireRoot(engine);
        StreamNames streams = streams(request.images());
        Design design = Design.of(request.create(), create.inherited(request.create()), engine, states);
        if (request.options().detach()) {
            try (TerminalReceiver terminal = ConsoleSocket.ofDetached(
                    engine.main(), design.process(), request.create().consoleSocket())) {
                restore(request, design, streams, terminal);
            }
            return 0;
        }
        ConsoleSocket.refuse(request.create().consoleSocket());
        Foreground foreground = Foreground.of(engine.main(), !request.options().noSubreaper());
        ContainerState own;
        int exitCode;
        try (var terminal = new ForegroundTerminal(engine.main())) {
            own = restore(request, design, streams, terminal);
            exitCode = foreground.await(own.pid(), terminal);
        }
        new Delete(engine, states).runOn(own, true);
        return exitCode;
    }

    private static StreamNames streams(Path images) {
        try {
            return StreamNames.load(images);
        } catch (IOException e) {
            String why = Files.isDirectory(images) ? "no checkpoint in there" : "no such folder";
            throw new InvalidInputException("--image-path " + images + ": " + why + ": " + e.getMessage());
        }
    }

    /** Gives the state of what runs then; when it fails, nothing of the container is left. */
    private ContainerState restore(
            RestoreRequest request, Design design, StreamNames streams, TerminalReceiver terminal) {
        try (ContainerLock _ = states.take(design.id())) {
            var creation = new Creation(engine, states, create.firstState(design), design.hooks());
            try {
                creation.save(creation.state());
                states.saveConfig(design.id(), design.bundle().json());
                if (NotifySocket.isWanted(engine)) {
                    states.makeNotifyFolder(design.id());
                }
                CgroupEntrance cgroup = create.makeCgroup(design, creation);
                if (design.resctrl().isPresent()) {
                    design.resctrl().get().make(creation);
                }
                CriuSession.makeFolder(request.work());
                new Restoration(engine, states, design, creation).run(request, streams, cgroup, terminal);
                create.limit(design.cgroup().change().afterEntry().make());
                PidFile.write(
                        engine.main(),
                        request.create().pidFile(),
                        creation.state().pid());
                return creation.state();
            } catch (RuntimeException failure) {
                throw creation.undo(failure);
            }
        }
    }
}
