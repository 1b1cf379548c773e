package dev.jrun.spec;

import dev.jrun.spec.json.Ordered;
import dev.jrun.spec.json.Range;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a container, as {@code state} prints it and hooks read it.
 *
 * @param pid the init process, seen from the host
 */
public record State(
        String ociVersion,
        String id,
        Status status,
        Optional<Integer> pid,
        String bundle,
        Map<String, String> annotations) {
    public State {
        Range.between("pid", pid, 0, Integer.MAX_VALUE);
        annotations = Ordered.copyOf(annotations);
    }
}
