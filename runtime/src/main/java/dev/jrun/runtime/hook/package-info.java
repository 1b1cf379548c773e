/**
 * The hooks of a config: programs of the host that are run at points of the container's life. Here is how one is run;
 * when, and from which process, is for the stages and operations to say.
 *
 * <p>A hook is a clone of a stub. Its standard input is a file in memory with the container's state as JSON, its output
 * goes to another, which is read when the hook fails. It leads a session of its own, so that it can be killed with the
 * processes it has started.
 */
@NullMarked
package dev.jrun.runtime.hook;

import org.jspecify.annotations.NullMarked;
