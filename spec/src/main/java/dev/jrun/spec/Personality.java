package dev.jrun.spec;

import java.util.List;
import java.util.Optional;

/** Execution domain of the process, personality(2). */
public record Personality(Optional<PersonalityDomain> domain, List<String> flags) {
    public Personality {
        flags = List.copyOf(flags);
    }
}
