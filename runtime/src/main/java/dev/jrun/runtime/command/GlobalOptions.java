package dev.jrun.runtime.command;

import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.operation.CgroupDriver;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The flags before the verb that operations may look at.
 *
 * @param states the containers below {@code --root}
 * @param debug takes what else there is to tell, one line at a time, if the caller wants it
 * @param cgroups who makes the cgroups of new containers
 * @param rootless whether to pass over what a user may not do; empty for jrun to decide
 */
public record GlobalOptions(
        StateStore states, Optional<Consumer<String>> debug, CgroupDriver cgroups, Optional<Boolean> rootless) {}
