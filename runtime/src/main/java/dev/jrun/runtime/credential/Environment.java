package dev.jrun.runtime.credential;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment of the container's process: of several values for a name the last one counts. */
public final class Environment {
    private final Map<String, String> variables = new LinkedHashMap<>();

    /**
     * Reads {@code process.env}.
     *
     * @throws InvalidInputException for an entry that isn't of the form NAME=value
     */
    public Environment(List<String> env) {
        for (int i = 0; i < env.size(); i++) {
            put(env.get(i), "/process/env/" + i);
        }
    }

    private void put(String entry, String pointer) {
        int equals = entry.indexOf('=');
        if (equals <= 0) {
            throw new InvalidInputException(pointer + ": " + entry + " is not of the form NAME=value");
        }
        if (entry.indexOf('\0') >= 0) {
            throw new InvalidInputException(pointer + ": " + entry.replace("\0", "\\0") + " has a NUL inside");
        }
        String name = entry.substring(0, equals);
        variables.remove(name);
        variables.put(name, entry.substring(equals + 1));
    }

    /** Whether {@link #withHome} has something to add; an empty HOME counts as none. */
    public boolean needsHome() {
        return variables.getOrDefault("HOME", "").isEmpty();
    }

    /** The value of a variable. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** The entries for execve(2), without an addition. */
    public List<String> entries() {
        List<String> entries = new ArrayList<>();
        variables.forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }

    /** The entries for execve(2), with HOME set to {@code home} where the config doesn't say it. */
    public List<String> withHome(String home) {
        List<String> entries = entries();
        if (needsHome()) {
            entries.removeIf(entry -> entry.equals("HOME="));
            entries.add("HOME=" + home);
        }
        return entries;
    }
}
