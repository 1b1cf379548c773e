/**
 * The namespaces of a container: which are made, which are joined, and what is written into them before the container's
 * process runs.
 *
 * <p>The order, as the stages run it: the intermediate opens the paths of namespaces to join, and joins them; it makes
 * the user namespace, whose maps the main stub writes from outside; it makes the time namespace, whose offsets the main
 * stub writes as well; init is cloned with the flags that remain. Init brings the loopback device up, sets the host name
 * and writes the sysctls.
 *
 * <p>Nothing here trusts a path below {@code /proc} by its name: each write goes through a {@link
 * dev.jrun.runtime.namespace.ProcfsHandle}.
 */
@NullMarked
package dev.jrun.runtime.namespace;

import org.jspecify.annotations.NullMarked;
