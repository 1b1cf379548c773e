package dev.jrun.spec;

import java.util.Optional;

/** Offsets of the clocks of a time namespace, time_namespaces(7). */
public record TimeOffsets(Optional<TimeOffset> boottime, Optional<TimeOffset> monotonic) {}
