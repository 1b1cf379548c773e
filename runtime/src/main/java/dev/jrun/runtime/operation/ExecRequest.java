package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.ContainerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process to add to a container.
 *
 * @param detach returns once it runs, and leaves it to the caller
 * @param pidFile where its pid goes, absolute
 * @param consoleSocket where the terminal of a process goes that is left to the caller, absolute
 * @param pidfdSocket where its pidfd goes, absolute
 * @param preservedFds how many of the caller's descriptors the program gets
 * @param cgroups where below the container's cgroups it goes, as {@code --cgroup} says it
 * @param ignorePaused also adds it to a paused container, where it waits with the others
 */
public record ExecRequest(
        ContainerId id,
        ExecSource source,
        boolean detach,
        Optional<Path> pidFile,
        Optional<Path> consoleSocket,
        Optional<Path> pidfdSocket,
        int preservedFds,
        List<String> cgroups,
        boolean ignorePaused) {
    public ExecRequest {
        cgroups = List.copyOf(cgroups);
    }
}
