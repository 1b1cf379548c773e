package dev.jrun.spec.resources;

import java.util.Optional;

/**
 * One entry of the device allow list; a later one wins.
 *
 * @param type {@code a}, {@code b} or {@code c}; absent means all
 * @param major absent or -1 means any
 * @param minor absent or -1 means any
 * @param access letters of {@code rwm}
 */
public record DeviceRule(
        Boolean allow, Optional<String> type, Optional<Long> major, Optional<Long> minor, Optional<String> access) {}
