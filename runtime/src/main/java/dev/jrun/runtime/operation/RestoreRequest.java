package dev.jrun.runtime.operation;

import dev.jrun.runtime.criu.RestoreFlags;
import java.nio.file.Path;

/**
 * What to restore.
 *
 * @param create the container to be made
 * @param images folder of the images, absolute
 * @param work folder of criu's log, absolute
 */
public record RestoreRequest(CreateRequest create, Path images, Path work, RestoreFlags flags, RunOptions options) {}
