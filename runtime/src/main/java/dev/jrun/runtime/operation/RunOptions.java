package dev.jrun.runtime.operation;

/**
 * How a container that was just created is run.
 *
 * @param detach returns once it runs, and leaves it to the caller
 * @param keep does not delete it when it has ended
 * @param noSubreaper leaves the orphans of the container to the caller's subreaper
 */
public record RunOptions(boolean detach, boolean keep, boolean noSubreaper) {}
