package dev.jrun.runtime.namespace;

import dev.jrun.spec.NamespaceType;

/**
 * A namespace to join.
 *
 * @param path where it is, such as {@code /proc/4711/ns/net}
 * @param pointer where the config says so, for messages
 */
public record JoinedNamespace(NamespaceType type, String path, String pointer) {}
