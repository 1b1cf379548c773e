package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Optional;

/** Sends a signal to a container's init, or to all of its processes where init's end doesn't end them. */
public final class Kill {
    static final int SIGKILL = 9;

    private final SyscallExecutor host;
    private final StateStore states;
    private final ContainerCgroup cgroup;

    public Kill(SyscallExecutor host, StateStore states) {
        this.host = host;
        this.states = states;
        this.cgroup = new ContainerCgroup(host);
    }

    /**
     * Sends {@code signal}. A container without a pid namespace of its own is killed with all of its processes. Only
     * SIGKILL is felt by a paused container before it is resumed.
     *
     * @param all to all processes of the container, whether init is among them or not: then a stopped container is no
     *     failure
     */
    public void run(ContainerId id, int signal, boolean all) {
        ContainerState state = states.load(id);
        if (all && !reachesAll(state, signal)) {
            throw new UnsupportedFeatureException("kill --all " + id.value() + ": the container was made with"
                    + " --cgroup-manager disabled, so none but init can be found; leave --all out to"
                    + " signal init alone");
        }
        boolean sent = signal(state, signal);
        if (signal == SIGKILL && (all || !state.privatePidNamespace())) {
            cgroup.killAll(state.cgroup());
        } else if (all) {
            cgroup.signalOthers(state.cgroup(), signal, state.pid());
        }
        if (signal == SIGKILL) {
            // What is frozen by version 1 does not die of it.
            cgroup.thaw(state);
        }
        if (!sent && !all) {
            throw new ContainerStateException("container not running");
        }
    }

    /** Without a cgroup: the end of init ends the processes of its own pid namespace, and nothing else reaches them. */
    private static boolean reachesAll(ContainerState state, int signal) {
        return !state.cgroup().manager().equals(ContainerCgroup.DISABLED)
                || signal == SIGKILL && state.privatePidNamespace();
    }

    private boolean signal(ContainerState state, int signal) {
        if (state.init().isEmpty()) {
            return false;
        }
        Optional<LiveInit> init = LiveInit.of(host, state.init().get());
        if (init.isEmpty()) {
            return false;
        }
        try (LiveInit live = init.get()) {
            return live.signal(signal);
        }
    }
}
