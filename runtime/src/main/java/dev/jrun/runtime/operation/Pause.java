package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.Freezer;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.spec.Status;

/** Stops the processes of a container, and lets them go on. The freezer alone knows: nothing of it is stored. */
public final class Pause {
    private final StateStore states;
    private final ContainerCgroup cgroup;
    private final SyscallExecutor host;

    public Pause(SyscallExecutor host, StateStore states) {
        this.host = host;
        this.states = states;
        this.cgroup = new ContainerCgroup(host);
    }

    /** Stops all processes. Where that can't be done all go on. */
    public void pause(ContainerId id) {
        states.load(id);
        try (ContainerLock _ = states.lock(id)) {
            ContainerState state = states.load(id);
            Status status = LiveStatus.of(state);
            switch (status) {
                case CREATED, RUNNING -> freeze(freezer(state));
                case PAUSED -> throw new ContainerStateException("container not running: container paused");
                case CREATING, STOPPED -> throw new ContainerStateException("container not running: it is " + status);
            }
        }
    }

    private void freeze(Freezer freezer) {
        try {
            freezer.freeze().run(host);
        } catch (JrunException failure) {
            try {
                freezer.thaw().run(host);
            } catch (JrunException another) {
                failure.addSuppressed(another);
            }
            throw failure;
        }
    }

    /** Lets all processes go on, also those that are left of a container whose init was killed while it was paused. */
    public void resume(ContainerId id) {
        states.load(id);
        try (ContainerLock _ = states.lock(id)) {
            ContainerState state = states.load(id);
            if (!LiveStatus.isFrozen(state)) {
                throw new ContainerStateException("container not paused: it is " + LiveStatus.of(state));
            }
            freezer(state).thaw().run(host);
        }
    }

    private Freezer freezer(ContainerState state) {
        ContainerCgroup.require(state.cgroup());
        return cgroup.freezer(state.cgroup())
                .orElseThrow(() -> new ContainerStateException("container has no cgroup that can be frozen"));
    }
}
