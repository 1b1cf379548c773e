package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
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
            case CREATED -> hasStarted(init, processes) ? Status.RUNNING : Status.CREATED;
            case CREATING, RUNNING, PAUSED, STOPPED -> state.status();
        };
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
