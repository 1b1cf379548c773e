package dev.jrun.runtime.namespace;

import dev.jrun.runtime.syscall.Fd;

/**
 * A namespace to join whose path was opened.
 *
 * @param fd a descriptor of the process that opened it
 */
public record OpenNamespace(JoinedNamespace namespace, Fd fd) {}
