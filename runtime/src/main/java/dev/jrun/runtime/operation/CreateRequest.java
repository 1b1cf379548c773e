package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.ContainerId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to create.
 *
 * @param bundle absolute
 * @param pidFile where init's pid goes, absolute
 * @param consoleSocket where the terminal of a container goes that is left to the caller, absolute
 */
public record CreateRequest(
        ContainerId id, Path bundle, Optional<Path> pidFile, Optional<Path> consoleSocket, CreateOptions options) {}
