/**
 * How a container's init comes to be, in three stages. The long story, since every runtime has it and few tell it:
 *
 * <ol>
 *   <li>The <b>main stub</b> is the process that the caller started. It has the caller's identity, namespaces and
 *       privileges, and keeps them. It makes what is outside the container (the start socket, the cgroup), writes what
 *       only a process outside may write (id maps, limits, the OOM score), and reaps the intermediate.
 *   <li>The <b>intermediate</b> is a clone of it. It moves into a sealed copy of the stub's program, is put into the
 *       cgroup, joins the namespaces that have a path, makes the user and the time namespace, and clones init with the
 *       flags that remain. A process can't do that for itself: setns(2) into a pid namespace and unshare(2) of a time
 *       namespace count for children only, and a cgroup namespace has the cgroup at its root that its maker is in.
 *   <li><b>Init</b> is cloned with CLONE_PARENT: it is the main stub's child and, when that has ended, the caller's or
 *       its subreaper's. It makes the root filesystem, enters it, and waits on the start socket. Then it drops what the
 *       config doesn't grant and executes the user's program.
 * </ol>
 *
 * <p>A stub ends when its engine closes the channel, or dies. So nothing is left of a create that was killed, until the
 * moment in which init lets go of the engine to wait for start; the state file names it before that.
 */
@NullMarked
package dev.jrun.runtime.bootstrap;

import org.jspecify.annotations.NullMarked;
