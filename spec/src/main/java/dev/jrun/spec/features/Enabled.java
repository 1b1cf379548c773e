package dev.jrun.spec.features;

import java.util.Optional;

/** Whether the runtime was built with a feature. */
public record Enabled(Optional<Boolean> enabled) {}
