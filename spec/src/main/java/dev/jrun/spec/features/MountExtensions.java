package dev.jrun.spec.features;

import java.util.Optional;

/** Extensions of mounts. */
public record MountExtensions(Optional<Enabled> idmap) {}
