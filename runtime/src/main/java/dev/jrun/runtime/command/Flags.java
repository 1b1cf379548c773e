package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flags and arguments that one verb was given. */
final class Flags {
    private final Map<String, List<String>> values;
    private final List<String> arguments;

    /**
     * Keeps what was parsed.
     *
     * @param values by the flags' long names, in the order given; true or false for those that are on or off
     */
    Flags(Map<String, List<String>> values, List<String> arguments) {
        this.values = Map.copyOf(values);
        this.arguments = List.copyOf(arguments);
    }

    boolean isOn(String name) {
        return isGiven(name) && last(name).equals("true");
    }

    /** Whether a flag was given at all, were it to switch something off. */
    boolean isGiven(String name) {
        return values.containsKey(name);
    }

    /** The value of a flag; none when it was not given, or given as the empty string, which means the same to Go. */
    Optional<String> value(String name) {
        if (!isGiven(name) || last(name).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(last(name));
    }

    /** All values of a flag that counts each time it is given. */
    List<String> values(String name) {
        return values.getOrDefault(name, List.of());
    }

    private String last(String name) {
        return values(name).getLast();
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
        require(verb, least, most, least == most ? "exactly " + least : least + " to " + most);
    }

    void requireAtLeast(Verb verb, int least) {
        require(verb, least, Integer.MAX_VALUE, "at least " + least);
    }

    private void require(Verb verb, int least, int most, String expected) {
        int count = arguments().size();
        if (count >= least && count <= most) {
            return;
        }
        throw new InvalidInputException("\"jrun " + verb.name() + "\" requires " + expected + " argument(s), got "
                + count + ": see 'jrun " + verb.name() + " --help'");
    }
}
