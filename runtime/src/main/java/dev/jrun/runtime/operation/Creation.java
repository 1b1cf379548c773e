package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.bootstrap.BuiltInit;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.spec.Hooks;
import java.util.Optional;
import java.util.Set;

/** A container that is being made: its state as it grows, and the way back when the making fails. */
final class Creation {
    private final Engine engine;
    private final StateStore states;
    private final Hooks hooks;
    private ContainerState state;
    private Optional<BuiltInit> init = Optional.empty();
    private Optional<InitProcess> restored = Optional.empty();

    /** Takes the container's id and writes down that it is being created. */
    Creation(Engine engine, StateStore states, ContainerState first, Hooks hooks) {
        this.engine = engine;
        this.states = states;
        this.state = first;
        this.hooks = hooks;
    }

    ContainerState state() {
        return state;
    }

    BuiltInit init() {
        return init.orElseThrow(() -> new IllegalStateException("init is not built yet"));
    }

    void init(BuiltInit built) {
        init = Optional.of(built);
    }

    /** An init that criu has made, another child of the main stub. */
    void restored(InitProcess process) {
        restored = Optional.of(process);
    }

    /** Takes a state that is not written down. */
    void note(ContainerState newState) {
        state = newState;
    }

    /** Writes down the state as it is. */
    void save() {
        states.save(state);
    }

    /** Writes down what is there, or is about to be made. */
    void save(ContainerState newState) {
        note(newState);
        save();
    }

    /** Undoes all that was made because of {@code failure}; what the undoing meets goes with it. */
    <E extends RuntimeException> E undo(E failure) {
        try {
            undo();
        } catch (RuntimeException leftover) {
            failure.addSuppressed(leftover);
        }
        return failure;
    }

    private void undo() {
        engine.main().forget();
        if (init.isPresent()) {
            init.get().end(engine.main());
        }
        if (restored.isPresent()) {
            end(restored.get());
        }
        var cgroup = new ContainerCgroup(engine.main());
        if (!state.privatePidNamespace()) {
            cgroup.killAll(state.cgroup());
        }
        cgroup.remove(state.cgroup());
        ContainerResctrl.remove(engine.main(), state);
        new ContainerHooks(engine).poststop(hooks, state);
        states.remove(state.id());
    }

    private void end(InitProcess process) {
        LiveInit.of(engine.main(), process).ifPresent(live -> {
            try (live) {
                live.signal(Kill.SIGKILL);
            }
        });
        var plan = new Plan();
        plan.attempt("wait for container init", new Wait4(process.pid(), Wait4.WALL), Set.of(Errno.ECHILD));
        engine.main().run(plan);
    }
}
