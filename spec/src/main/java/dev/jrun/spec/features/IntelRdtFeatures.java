package dev.jrun.spec.features;

import java.util.Optional;

/** Parts of Intel's resource director technology that the runtime can set up. */
public record IntelRdtFeatures(Optional<Boolean> enabled, Optional<Boolean> schemata, Optional<Boolean> monitoring) {}
