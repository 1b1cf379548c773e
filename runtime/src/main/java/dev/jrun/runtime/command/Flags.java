package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flags and arguments that one verb was given. */
final class Flags {
    private final Map<String, String> values;
    private final List<String> arguments;

    /**
     * Keeps what was parsed.
     *
     * @param values by the flags' long names; true or false for those that are on or off
     */
    Flags(Map<String, String> values, List<String> arguments) {
        this.values = Map.copyOf(values);
        this.arguments = List.copyOf(arguments);
    }

    boolean isOn(String name) {
        return values.getOrDefault(name, "false").equals("true");
    }

    /** The value of a flag; none when it was not given, or given as the empty string, which means the same to Go. */
    Optional<String> value(String name) {
        String value = values.getOrDefault(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    List<String> arguments() {
        return arguments;
    }

    /** The container's id, the only argument. */
    ContainerId onlyId(Verb verb) {
        requireCount(verb, 1, 1);
        return id();
    }

    ContainerId id() {
        return new ContainerId(arguments().getFirst());
    }

    void requireCount(Verb verb, int least, int most) {
        int count = arguments().size();
        if (count >= least && count <= most) {
            return;
        }
        String expected = least == most ? "exactly " + least : least + " to " + most;
        throw new InvalidInputException("\"jrun " + verb.name() + "\" requires " + expected + " argument(s), got "
                + count + ": see 'jrun " + verb.name() + " --help'");
    }
}
