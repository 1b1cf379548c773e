package dev.jrun.runtime.operation;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.criu.DumpFlags;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What to checkpoint.
 *
 * @param images folder of the images, absolute
 * @param work folder of criu's log, absolute
 * @param statusFd a descriptor of the caller's that gets a byte once lazy pages can be asked for
 */
public record CheckpointRequest(ContainerId id, Path images, Path work, DumpFlags flags, OptionalInt statusFd) {}
