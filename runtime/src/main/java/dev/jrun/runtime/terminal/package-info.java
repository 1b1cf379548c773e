/**
 * The terminal of a container's process: a pseudoterminal in the container's own devpts. Three plans in order, {@link
 * dev.jrun.runtime.terminal.PtmxOpening}, {@link dev.jrun.runtime.terminal.PeerOpening} and those of {@link
 * dev.jrun.runtime.terminal.Pty}, all run by init when it has entered its root.
 *
 * <p>What lies in the container's /dev is not trusted: the pseudoterminal is opened below the root's descriptor and
 * checked to be one, its other side is asked of the kernel and not of a path, and /dev/console is bound from one
 * descriptor to another (CVE-2025-52565).
 */
@NullMarked
package dev.jrun.runtime.terminal;

import org.jspecify.annotations.NullMarked;
