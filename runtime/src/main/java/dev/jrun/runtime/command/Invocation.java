package dev.jrun.runtime.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of jrun, as its caller sees it.
 *
 * @param args without the name of the program
 * @param cwd the caller's working directory, absolute
 * @param uid the caller's effective uid
 * @param gid the caller's effective gid
 * @param rootless whether the caller has no privileges on the machine: a user, or the root of a user namespace
 * @param warm whether the engine is the daemon
 */
public record Invocation(
        List<String> args,
        Map<String, String> environment,
        Path cwd,
        int uid,
        int gid,
        boolean rootless,
        boolean warm,
        Console console,
        Operations.Factory operations) {
    public Invocation {
        args = List.copyOf(args);
        environment = Map.copyOf(environment);
    }

    /** A path that the caller named, made absolute. */
    Path resolve(String path) {
        return cwd.resolve(path);
    }
}
