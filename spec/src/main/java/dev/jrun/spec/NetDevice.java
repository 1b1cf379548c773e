package dev.jrun.spec;

import java.util.Optional;

/**
 * A network device to move into the container.
 *
 * @param name its name in the container, where it changes
 */
public record NetDevice(Optional<String> name) {}
