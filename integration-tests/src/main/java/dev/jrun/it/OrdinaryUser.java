package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A user without privileges. The machine doesn't get to know it: each of its commands runs in a mount namespace of its
 * own, in which other files lie over /etc/passwd, /etc/group, /etc/subuid and /etc/subgid.
 */
public final class OrdinaryUser {
    public static final int UID = 4711;
    public static final String NAME = "jrun-test-user";

    /** Where the ids begin that it may map, besides its own. */
    public static final int FIRST_SUBORDINATE = 2_000_000;

    public static final int SUBORDINATES = 65536;

    private static final List<String> FILES = List.of("passwd", "group", "subuid", "subgid");

    private final Path folder;
    private final Path binary;
    private final List<String> preparations = new ArrayList<>();

    private OrdinaryUser(Path folder, Path binary) {
        this.folder = folder;
        this.binary = binary;
    }

    /** A user whose files lie in {@code folder}, which is made. */
    public static OrdinaryUser in(Path folder) {
        try {
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            var user = new OrdinaryUser(folder, reachable(RuntimeUnderTest.binary(), folder));
            user.write(
                    "passwd",
                    Files.readString(Path.of("/etc/passwd")) + NAME + ":x:4711:4711::" + user.home() + ":/bin/sh\n");
            user.write("group", Files.readString(Path.of("/etc/group")) + NAME + ":x:4711:\n");
            user.grant(NAME + ":" + FIRST_SUBORDINATE + ":" + SUBORDINATES + "\n");
            user.own(Files.createDirectory(user.home()));
            user.own(Files.createDirectory(
                    user.runtimeFolder(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
            return user;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runtime, or a copy of it where others than root can't get to it. */
    private static Path reachable(Path binary, Path folder) throws IOException {
        for (Path above = binary.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return copy(binary.resolveSibling("..").normalize(), folder.resolve("dist"));
            }
        }
        return binary;
    }

    private static Path copy(Path dist, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(dist)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(dist.relativize(file));
                Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Path arguments = target.resolve("lib/jrun/engine.argv");
        Files.writeString(arguments, Files.readString(arguments).replace(dist.toString(), target.toString()));
        return target.resolve("bin/jrun");
    }

    /** The runtime's program, as this user reaches it. */
    public Path binary() {
        return binary;
    }

    public Path home() {
        return folder.resolve("home");
    }

    /** Its XDG_RUNTIME_DIR. */
    public Path runtimeFolder() {
        return folder.resolve("runtime");
    }

    /** What /etc/subuid and /etc/subgid say from now on. */
    public OrdinaryUser grant(String lines) {
        write("subuid", lines);
        write("subgid", lines);
        return this;
    }

    /** A line of shell that root runs before each command, in the mount namespace of the command. */
    public OrdinaryUser prepared(String line) {
        preparations.add(line);
        return this;
    }

    /** Gives it a tree of files. */
    public Path own(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", UID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", UID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line that runs this program as this user. */
    public List<String> command(String... program) {
        var script = new StringBuilder("set -e\n");
        for (String file : FILES) {
            script.append("mount --bind '")
                    .append(folder.resolve(file))
                    .append("' /etc/")
                    .append(file)
                    .append('\n');
        }
        preparations.forEach(line -> script.append(line).append('\n'));
        script.append("exec setpriv --reuid 4711 --regid 4711 --clear-groups \"$@\"");
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "slave", "sh", "-c", script.toString(), "sh"));
        command.addAll(List.of(program));
        return command;
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
