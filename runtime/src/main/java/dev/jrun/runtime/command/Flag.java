package dev.jrun.runtime.command;

import java.util.List;
import java.util.Optional;

/**
 * A flag of a command.
 *
 * @param names as they are written: a letter behind one dash, a word behind two
 * @param value what help calls its value; none for a flag that is on or off
 */
record Flag(List<String> names, Optional<String> value, String description) {
    /** A flag that is on or off. */
    static Flag onOff(String description, String... names) {
        return new Flag(List.of(names), Optional.empty(), description);
    }

    /** A flag with a value. */
    static Flag withValue(String value, String description, String... names) {
        return new Flag(List.of(names), Optional.of(value), description);
    }

    /** The name that {@link Flags} knows it by; the first one written. */
    String name() {
        return names.getFirst();
    }

    boolean isOnOff() {
        return value.isEmpty();
    }
}
