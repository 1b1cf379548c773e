package dev.jrun.spec;

import java.util.Optional;

/**
 * I/O priority of the process, ioprio_set(2).
 *
 * @param ioClass the spec's {@code class}, a word Java keeps for itself
 */
public record IoPriority(IoPriorityClass ioClass, Optional<Integer> priority) {}
