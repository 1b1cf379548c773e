package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.failure.InvalidInputException;
import java.util.Optional;

/**
 * The scope of a container, and the slice that it is in.
 *
 * @param slice {@code a-b.slice}; {@code -.slice} for the top
 * @param unit {@code prefix-name.scope}
 */
public record ScopeName(String slice, String unit) {
    private static final String POINTER = "/linux/cgroupsPath";
    private static final String FORM = "; with systemd it has the form slice:prefix:name";
    private static final String SLICE = ".slice";
    private static final String SCOPE = ".scope";
    private static final String ROOT_SLICE = "-.slice";
    private static final int LENGTH_MAX = 255;

    /**
     * The scope that a config asks for by {@code slice:prefix:name}. Without a path it is named after the container.
     *
     * @param user whether it will belong to a user's systemd, where another slice is the default
     */
    public static ScopeName choose(Optional<String> cgroupsPath, String containerId, boolean user) {
        String path = cgroupsPath.orElse("");
        String[] parts = path.isEmpty() ? new String[] {"", "jrun", containerId} : path.split(":", -1);
        if (parts.length != 3) {
            throw new InvalidInputException(POINTER + ": " + path + FORM);
        }
        String slice = parts[0].isEmpty() ? defaultSlice(user) : parts[0];
        checkSlice(slice);
        return new ScopeName(slice, unit(parts[1], parts[2]));
    }

    private static String defaultSlice(boolean user) {
        return user ? "user.slice" : "system.slice";
    }

    private static String unit(String prefix, String name) {
        if (name.isEmpty()) {
            throw new InvalidInputException(POINTER + ": has no name" + FORM);
        }
        if (name.endsWith(SLICE)) {
            throw new InvalidInputException(POINTER + ": " + name + " is a slice; a container gets a scope in one");
        }
        String unit = (prefix.isEmpty() ? name : prefix + "-" + name) + SCOPE;
        checkCharacters(unit);
        return unit;
    }

    /** The dashes in a slice's name are levels, and none may be empty. */
    private static void checkSlice(String slice) {
        checkCharacters(slice);
        if (slice.equals(ROOT_SLICE)) {
            return;
        }
        String stem = slice.endsWith(SLICE) ? slice.substring(0, slice.length() - SLICE.length()) : "";
        if (stem.isEmpty() || stem.startsWith("-") || stem.endsWith("-") || stem.contains("--")) {
            throw new InvalidInputException(POINTER + ": " + slice + " is no slice; expected a name such as a-b.slice");
        }
    }

    private static void checkCharacters(String name) {
        if (name.length() > LENGTH_MAX) {
            throw new InvalidInputException(
                    POINTER + ": " + name + " is longer than the " + LENGTH_MAX + " characters of a unit's name");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && ":-_.\\@".indexOf(c) < 0) {
                throw new InvalidInputException(POINTER + ": the name of a systemd unit can't have '" + c + "' in it: "
                        + name + "; name the container's scope by slice:prefix:name");
            }
        }
    }

    /** Where systemd puts the scope below its own cgroup, starting with a slash. */
    public String path() {
        var path = new StringBuilder();
        if (!slice.equals(ROOT_SLICE)) {
            String stem = slice.substring(0, slice.length() - SLICE.length());
            for (int dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
                path.append('/').append(stem, 0, dash).append(SLICE);
            }
            path.append('/').append(slice);
        }
        return path.append('/').append(unit).toString();
    }

    /** The scope whose cgroup has this path. */
    static ScopeName ofPath(String path) {
        int last = path.lastIndexOf('/');
        String parent = path.substring(0, Math.max(0, last));
        String slice = parent.substring(parent.lastIndexOf('/') + 1);
        return new ScopeName(slice.endsWith(SLICE) ? slice : ROOT_SLICE, path.substring(last + 1));
    }
}
