package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.io.IOException;
import java.util.Optional;

/** The status of a container now, which its state file can only know in part: nobody writes it when init ends. */
public final class LiveStatus {
    private LiveStatus() {}

    public static Status of(ContainerState state) {
        return of(state, new ProcessTable());
    }

    static Status of(ContainerState state, ProcessTable processes) {
        if (state.init().isEmpty()) {
            return state.status();
        }
        InitProcess init = state.init().get();
        if (!processes.isAlive(init)) {
            return Status.STOPPED;
        }
        return switch (state.status()) {
            case CREATED -> {
                if (isFrozen(state)) {
                    yield Status.PAUSED;
                }
                yield hasStarted(init, processes) ? Status.RUNNING : Status.CREATED;
            }
            // A run that died behind the execve has left it so.
            case CREATING ->
                hasStarted(init, processes) ? of(state.withStatus(Status.RUNNING), processes) : Status.CREATING;
            case RUNNING -> isFrozen(state) ? Status.PAUSED : Status.RUNNING;
            case PAUSED, STOPPED -> state.status();
        };
    }

    /** Whether the container's cgroup is to be frozen, be its init alive or not. */
    public static boolean isFrozen(ContainerState state) {
        String freezer = state.cgroup().freezer();
        if (freezer.isEmpty()) {
            return false;
        }
        try {
            byte[] text = FileContent.ofKernel(freezer, 1);
            return text.length > 0 && text[0] == '1';
        } catch (IOException e) {
            // The cgroup is gone, or goes away at this moment: it holds nobody.
            return false;
        }
    }

    /**
     * Whether init, which waits in a stub from its creation to its start, runs the user's program. Where the link can't
     * be read the state file's word stands.
     */
    private static boolean hasStarted(InitProcess init, ProcessTable processes) {
        Optional<String> executable = processes.executable(init);
        return executable.isPresent() && !executable.get().startsWith(ProcessTable.STUB_EXE);
    }
}
