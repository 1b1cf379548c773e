package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Status;
import java.util.Optional;

/** Removes what a container, or a create that died at any point, has left: processes, cgroups, state. */
public final class Delete {
    private static final long THAW_AFTER_MILLIS = 1_000;
    private static final long END_LIMIT_MILLIS = 9_000;

    private final Engine engine;
    private final StateStore states;
    private final ContainerCgroup cgroup;

    public Delete(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
        this.cgroup = new ContainerCgroup(engine.main());
    }

    /**
     * Deletes a container that is stopped, or was created and never started.
     *
     * @param force kills a container that runs, and is content with one that does not exist
     */
    public void run(ContainerId id, boolean force) {
        Optional<ContainerLock> lock = force ? states.lockIfThere(id) : Optional.of(states.lock(id));
        if (lock.isEmpty()) {
            return;
        }
        try (ContainerLock _ = lock.get()) {
            ContainerState state = states.load(id);
            Status status = LiveStatus.of(state);
            if (!force && status != Status.STOPPED && status != Status.CREATED) {
                throw new ContainerStateException("cannot delete container " + id + " that is not stopped: " + status);
            }
            endInit(state);
            remove(state);
        }
    }

    /**
     * Deletes by force the container that the caller has made, or has found under its lock, and let go since. Another
     * command may have deleted it meanwhile; a container that got its id then is left alone.
     *
     * @param ended whether its init was reaped
     */
    void runOn(ContainerState own, boolean ended) {
        Optional<ContainerLock> lock = states.lockIfThere(own.id());
        if (lock.isEmpty()) {
            return;
        }
        try (ContainerLock _ = lock.get()) {
            ContainerState state = states.load(own.id());
            if (state.init().equals(own.init())) {
                if (!ended) {
                    endInit(state);
                }
                remove(state);
            }
        }
    }

    private void remove(ContainerState state) {
        // Of a create that died nobody may know the init, nor the one that was to clone it.
        if (!state.privatePidNamespace() || state.init().isEmpty()) {
            cgroup.killAll(state.cgroup());
        }
        cgroup.remove(state.cgroup());
        ContainerResctrl.remove(engine.main(), state);
        if (state.hooks()) {
            new ContainerHooks(engine).poststop(hooks(state), state);
        }
        states.remove(state.id());
    }

    private Hooks hooks(ContainerState state) {
        // A create that died before it had written the config has not run any hook.
        return states.writtenConfig(state.id())
                .flatMap(json -> engine.memory().configs().readLaunch(json).hooks())
                .orElse(Hooks.NONE);
    }

    private void endInit(ContainerState state) {
        if (state.init().isEmpty()) {
            return;
        }
        Optional<LiveInit> init = LiveInit.of(engine.main(), state.init().get());
        if (init.isEmpty()) {
            return;
        }
        try (LiveInit live = init.get()) {
            live.signal(Kill.SIGKILL);
            cgroup.thaw(state);
            if (!live.awaitEnd(THAW_AFTER_MILLIS) && !endFrozen(state, live)) {
                throw new ContainerStateException("container init still running: process " + state.pid()
                        + " has not ended in 10 seconds after SIGKILL; " + advice(state));
            }
        }
    }

    /** In a pid namespace of its own, the kernel ends init once all others are gone: those of exec have parents outside. */
    private static String advice(ContainerState state) {
        return state.privatePidNamespace()
                ? "it waits until processes that exec has added are reaped by their parents: end those, and delete it again"
                : "delete it again later";
    }

    /** The container may have put its init into a cgroup of its own and frozen that. */
    private boolean endFrozen(ContainerState state, LiveInit live) {
        cgroup.thawAll(state.cgroup());
        return live.awaitEnd(END_LIMIT_MILLIS);
    }
}
