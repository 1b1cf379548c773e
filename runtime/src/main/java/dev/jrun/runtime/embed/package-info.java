/**
 * jrun as a library: {@link dev.jrun.runtime.embed.ContainerRuntime} makes containers for a JVM program or a test.
 *
 * <p>The program's own JVM is the engine. For each container, and for each program run in one by exec, it starts a stub
 * process that stands where the command {@code jrun} would: the parent of the container's processes, with their standard
 * input, output and error. Nothing of it is left when the objects are closed.
 */
@NullMarked
package dev.jrun.runtime.embed;

import org.jspecify.annotations.NullMarked;
