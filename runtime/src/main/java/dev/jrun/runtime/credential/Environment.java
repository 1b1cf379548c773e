package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The environment of the container's process: of several values for a name the last one counts. */
public final class Environment {
    private static final String EMPTY_HOME = "HOME=";

    /** The entries by their names. */
    private final LinkedHashMap<String, String> variables = new LinkedHashMap<>();

    /**
     * Reads {@code process.env}.
     *
     * @throws InvalidInputException for an entry that isn't of the form NAME=value
     */
    public Environment(List<String> env) {
        for (int i = 0; i < env.size(); i++) {
            put(env.get(i), i);
        }
    }

    private void put(String entry, int index) {
        int equals = entry.indexOf('=');
        if (equals <= 0) {
            throw new InvalidInputException(pointer(index) + ": " + entry + " is not of the form NAME=value");
        }
        if (entry.indexOf('\0') >= 0) {
            throw new InvalidInputException(pointer(index) + ": " + entry.replace("\0", "\\0") + " has a NUL inside");
        }
        variables.putLast(entry.substring(0, equals), entry);
    }

    private static String pointer(int index) {
        return "/process/env/" + index;
    }

    /** Whether {@link #withHome} has something to add; an empty HOME counts as none. */
    public boolean needsHome() {
        return variables.getOrDefault("HOME", EMPTY_HOME).equals(EMPTY_HOME);
    }

    /** The value of a variable. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).map(entry -> entry.substring(name.length() + 1));
    }

    /** The entries for execve(2), without an addition. */
    public List<String> entries() {
        return new ArrayList<>(variables.values());
    }

    /** The entries for execve(2), with HOME set to {@code home} where the config doesn't say it. */
    public List<String> withHome(String home) {
        List<String> entries = entries();
        if (needsHome()) {
            entries.remove(EMPTY_HOME);
            entries.add(EMPTY_HOME + home);
        }
        return entries;
    }
}
