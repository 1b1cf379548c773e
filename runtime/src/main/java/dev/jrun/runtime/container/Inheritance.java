package dev.jrun.runtime.container;

import java.util.ArrayList;
import java.util.List;

/**
 * What a container's program gets from the caller of jrun besides its standard descriptors and what the config says.
 *
 * @param descriptors how many descriptors it finds open from 3 on, under the numbers that they have in the caller
 * @param environment entries of the form NAME=value that win over the config's
 */
public record Inheritance(int descriptors, List<String> environment) {
    public static final Inheritance NONE = new Inheritance(0, List.of());

    private static final int FIRST_AFTER_STDIO = 3;

    public Inheritance {
        environment = List.copyOf(environment);
    }

    /** This and one more entry of the environment. */
    public Inheritance with(String entry) {
        List<String> entries = new ArrayList<>(environment);
        entries.add(entry);
        return new Inheritance(descriptors, entries);
    }

    /** The first descriptor that the program must not get. */
    public int end() {
        return FIRST_AFTER_STDIO + descriptors;
    }
}
