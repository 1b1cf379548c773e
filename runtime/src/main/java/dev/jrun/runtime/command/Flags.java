package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The flags and arguments that one verb was given. */
final class Flags {
    private final ParseResult result;

    Flags(ParseResult result) {
        this.result = result;
    }

    boolean isOn(String name) {
        return result.matchedOptionValue(name, false);
    }

    /** The value of a flag; none when it was not given, or given as the empty string, which means the same to Go. */
    Optional<String> value(String name) {
        String value = result.matchedOptionValue(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    List<String> arguments() {
        return result.matchedPositionalValue(0, List.of());
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
