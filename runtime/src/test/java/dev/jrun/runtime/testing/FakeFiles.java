package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.ResolveFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The files of the fake kernel, for tests to set up and to look at. Paths are absolute, and mean what they mean to the
 * process: after pivot_root they begin at the new root. Missing directories above a new file are made.
 */
public final class FakeFiles {
    /** What was written to a file by one call. A file of a mount that is not attached has a path as {@code proc:/sys/x}. */
    public record Written(String path, String text) {}

    private final FakeState state;
    private final Supplier<FakePath> root;

    FakeFiles(FakeState state, Supplier<FakePath> root) {
        this.state = state;
        this.root = root;
    }

    public FakeFiles directory(String path) {
        makeDirectory(path);
        return this;
    }

    public FakeFiles file(String path, String content) {
        return add(path, FakeNode.file(content));
    }

    /** A regular file with mode 0755. */
    public FakeFiles executable(String path) {
        FakeNode file = FakeNode.file("#!");
        file.mode |= 0111;
        return add(path, file);
    }

    public FakeFiles symlink(String path, String target) {
        return add(path, FakeNode.link(target));
    }

    /** A link as in /proc/PID/root: leads to {@code destination} in spite of any root. */
    public FakeFiles magicLink(String path, String destination) {
        FakePath place = find(destination, true);
        return add(path, FakeNode.magicLink(() -> place));
    }

    /** A device, of a type as mknod has it. */
    public FakeFiles device(String path, int type, int major, int minor) {
        FakeNode node = new FakeNode(type | 0666);
        node.major = major;
        node.minor = minor;
        return add(path, node);
    }

    /** A file that setns accepts for namespaces of one type. */
    public FakeFiles namespace(String path, CloneFlag type) {
        FakeNode node = FakeNode.file("");
        node.namespace = Optional.of(type);
        return add(path, node);
    }

    /** Makes a directory a cgroup: it and all directories made below it have these files; {@code name/} is a folder. */
    public FakeFiles cgroup(String path, Map<String, String> controlFiles) {
        FakeNode directory = makeDirectory(path);
        directory.controlFiles = Optional.of(Map.copyOf(controlFiles));
        directory.addControlFiles();
        return this;
    }

    public FakeFiles owner(String path, int uid, int gid) {
        FakeNode node = node(path);
        node.uid = uid;
        node.gid = gid;
        return this;
    }

    public FakeFiles permissions(String path, int permissions) {
        FakeNode node = node(path);
        node.mode = node.type() | permissions;
        return this;
    }

    /** Makes each write to a file fail. */
    public FakeFiles failWrites(String path, Errno errno) {
        node(path).writeError = Optional.of(errno);
        return this;
    }

    public FakeFiles remove(String path) {
        FakePaths.Entry entry = state.paths.entry(root.get(), path, inRoot());
        entry.directory().node().children.remove(entry.name());
        return this;
    }

    private FakeFiles add(String path, FakeNode node) {
        String above = path.substring(0, path.lastIndexOf('/'));
        FakeNode directory = above.isEmpty() ? root.get().node() : makeDirectory(above);
        directory.add(path.substring(path.lastIndexOf('/') + 1), node);
        return this;
    }

    private FakeNode makeDirectory(String path) {
        if (!exists(path)) {
            String above = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            FakeNode parent = above.isEmpty() ? find("/", true).node() : makeDirectory(above);
            return parent.addDirectory(path.substring(path.lastIndexOf('/') + 1), 0755);
        }
        return find(path, true).node();
    }

    private static Set<ResolveFlag> inRoot() {
        return Set.of(ResolveFlag.RESOLVE_IN_ROOT);
    }

    private FakePath find(String path, boolean follow) {
        return state.paths.find(root.get(), path, follow, inRoot());
    }

    /** The file itself, also when it is a symbolic link; an {@link AssertionError} when there is none. */
    public FakeNode node(String path) {
        try {
            return find(path, false).node();
        } catch (KernelError error) {
            throw new AssertionError(path + ": " + error.errno().name(), error);
        }
    }

    public boolean exists(String path) {
        try {
            find(path, false);
            return true;
        } catch (KernelError missing) {
            return false;
        }
    }

    /** The names in a directory. */
    public List<String> names(String path) {
        return List.copyOf(find(path, true).node().children.keySet());
    }

    /** The text of a regular file. */
    public String text(String path) {
        return find(path, true).node().text();
    }

    /** All writes to files by all processes, in order. */
    public List<Written> writes() {
        return List.copyOf(state.machine.writes);
    }

    /** What was written to one file, in order. */
    public List<String> writes(String path) {
        return state.machine.writes.stream()
                .filter(written -> written.path().equals(path))
                .map(Written::text)
                .toList();
    }
}
