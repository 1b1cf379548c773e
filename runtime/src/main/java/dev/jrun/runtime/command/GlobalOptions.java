package dev.jrun.runtime.command;

import dev.jrun.runtime.container.StateStore;
import java.util.Optional;

/**
 * The flags before the verb that operations may look at.
 *
 * @param states the containers below {@code --root}
 * @param debug whether to tell more on stderr
 * @param systemdCgroup whether cgroups are asked of systemd
 * @param rootless whether to pass over what a user may not do; empty for jrun to decide
 */
public record GlobalOptions(StateStore states, boolean debug, boolean systemdCgroup, Optional<Boolean> rootless) {}
