package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.util.List;
import java.util.Optional;

/**
 * What a seccomp listener is told with the descriptors that it gets.
 *
 * @param fds the name of each descriptor that comes with this
 * @param pid the process that made them, as the runtime sees it
 * @param metadata the config's {@code listenerMetadata}
 */
public record ContainerProcessState(
        String ociVersion, List<String> fds, Integer pid, Optional<String> metadata, State state) {
    /** The name of the descriptor of a filter's notifications. */
    public static final String SECCOMP_FD = "seccompFd";

    public ContainerProcessState {
        fds = List.copyOf(fds);
        Range.between("pid", Optional.of(pid), 1, Integer.MAX_VALUE);
    }
}
