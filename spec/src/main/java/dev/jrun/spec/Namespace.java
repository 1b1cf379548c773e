package dev.jrun.spec;

import java.util.Optional;

/** A namespace to create, or to join where it has a path, namespaces(7). */
public record Namespace(NamespaceType type, Optional<String> path) {}
