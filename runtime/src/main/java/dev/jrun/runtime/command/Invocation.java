package dev.jrun.runtime.command;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One run of jrun, as its caller sees it.
 *
 * @param args without the name of the program
 * @param cwd the caller's working directory, absolute
 * @param uid the caller's effective uid
 * @param gid the caller's effective gid
 * @param rootless whether the caller has no privileges on the machine: a user, or the root of a user namespace
 * @param warm whether the engine is the daemon
 * @param local runs calls in this JVM
 * @param main runs calls in the process that the caller started
 * @param engage has that process take up this engine; what may take long, or changes something by itself, comes later
 */
public record Invocation(
        List<String> args,
        Map<String, String> environment,
        Supplier<Path> cwd,
        int uid,
        int gid,
        boolean rootless,
        boolean warm,
        SyscallExecutor local,
        SyscallExecutor main,
        Runnable engage,
        Console console,
        Operations.Factory operations) {
    private static final Path SELF = Path.of("/proc/self");
    /** See fd(4): each process that follows them comes to descriptors of its own. */
    private static final Map<Path, Path> LINKS_TO_SELF = Map.of(
            Path.of("/dev/fd"), SELF.resolve("fd"),
            Path.of("/dev/stdin"), SELF.resolve("fd/0"),
            Path.of("/dev/stdout"), SELF.resolve("fd/1"),
            Path.of("/dev/stderr"), SELF.resolve("fd/2"));

    public Invocation {
        args = List.copyOf(args);
        environment = Map.copyOf(environment);
    }

    /** A path that the caller named, absolute, and the same for this JVM as for the caller. */
    Path resolve(String path) {
        Path given = Path.of(path);
        Path absolute = followToSelf(given.isAbsolute() ? given : cwd.get().resolve(given));
        boolean callers = absolute.startsWith(SELF) && absolute.getNameCount() > SELF.getNameCount();
        return callers ? process().resolve(SELF.relativize(absolute)) : absolute;
    }

    private static Path followToSelf(Path path) {
        for (Map.Entry<Path, Path> link : LINKS_TO_SELF.entrySet()) {
            if (path.startsWith(link.getKey())) {
                return link.getValue().resolve(link.getKey().relativize(path));
            }
        }
        return path;
    }

    private Path process() {
        return SELF.resolveSibling(main.call("look at /proc/self", new Readlinkat(Fd.CWD, SELF.toString())));
    }
}
