/**
 * The warm engine: a JVM that stays, listens on a socket beside the containers, and serves one main stub after the
 * other, several at a time.
 *
 * <p>{@link dev.jrun.runtime.daemon.DaemonControl} is the command {@code daemon}: it has the caller's process become the
 * daemon, or asks about it, or ends it. {@link dev.jrun.runtime.daemon.DaemonSocket} is where it listens,
 * {@link dev.jrun.runtime.daemon.Admission} who is served, {@link dev.jrun.runtime.daemon.DaemonServer} the threads, and
 * {@link dev.jrun.runtime.daemon.SessionExecutor} what keeps a session from leaving descriptors behind. What a session
 * does is not known here.
 *
 * <p>A caller is served that could have done by itself all that the engine does for it: one with the engine's own user,
 * groups, capabilities, namespaces and root. Anybody else is let go before anything was asked of him, and starts a cold
 * engine. What such a caller says is trusted as far as it trusts itself.
 */
@NullMarked
package dev.jrun.runtime.daemon;

import org.jspecify.annotations.NullMarked;
