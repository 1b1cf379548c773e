package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A file of the fake kernel: a directory, regular file, symbolic link, device, fifo or socket. */
public class FakeNode {
    static final int S_IFMT = 0xf000;
    static final int S_IFIFO = 0x1000;
    static final int S_IFCHR = 0x2000;
    static final int S_IFDIR = 0x4000;
    static final int S_IFREG = 0x8000;
    static final int S_IFLNK = 0xa000;
    static final int S_IFSOCK = 0xc000;

    final Map<String, FakeNode> children = new TreeMap<>();
    int mode;
    int uid;
    int gid;
    long major;
    long minor;
    byte[] content = new byte[0];
    String target = "";
    Optional<FakeNode> parent = Optional.empty();
    String name = "";
    Optional<Supplier<FakePath>> magic = Optional.empty();
    Optional<CloneFlag> namespace = Optional.empty();
    Optional<Errno> writeError = Optional.empty();
    /** What each new directory in this one contains from the start, as in a cgroup hierarchy. */
    Optional<Map<String, String>> controlFiles = Optional.empty();

    FakeNode(int mode) {
        this.mode = mode;
    }

    static FakeNode directory(int permissions) {
        return new FakeNode(S_IFDIR | permissions);
    }

    static FakeNode link(String target) {
        FakeNode link = new FakeNode(S_IFLNK | 0777);
        link.target = target;
        return link;
    }

    static FakeNode file(String content) {
        FakeNode file = new FakeNode(S_IFREG | 0644);
        file.content = content.getBytes(StandardCharsets.UTF_8);
        return file;
    }

    /** A link as those in /proc/PID/fd: it leads to a file, whatever its text says. */
    static FakeNode magicLink(Supplier<FakePath> destination) {
        FakeNode link = link("magic");
        link.magic = Optional.of(destination);
        return link;
    }

    /** A copy of this file and all below it. */
    FakeNode copy() {
        FakeNode copy = new FakeNode(mode);
        copy.uid = uid;
        copy.gid = gid;
        copy.major = major;
        copy.minor = minor;
        copy.content = content;
        copy.target = target;
        copy.magic = magic;
        copy.namespace = namespace;
        copy.writeError = writeError;
        copy.controlFiles = controlFiles;
        children.forEach((childName, child) -> copy.add(childName, child.copy()));
        return copy;
    }

    Optional<FakeNode> child(String childName) {
        return Optional.ofNullable(children.get(childName));
    }

    FakeNode add(String childName, FakeNode child) {
        child.name = childName;
        child.parent = Optional.of(this);
        children.put(childName, child);
        return child;
    }

    /** Adds a new directory, with control files in it where this is a directory of a cgroup hierarchy. */
    FakeNode addDirectory(String childName, int permissions) {
        FakeNode directory = add(childName, directory(permissions));
        directory.controlFiles = controlFiles;
        directory.addControlFiles();
        return directory;
    }

    /** Adds what each directory of the hierarchy has. */
    void addControlFiles() {
        controlFiles.orElse(Map.of()).forEach((file, content) -> {
            if (file.endsWith("/")) {
                FakeNode folder = add(file.substring(0, file.length() - 1), directory(0555));
                folder.controlFiles = controlFiles;
            } else {
                add(file, file(content));
            }
        });
    }

    /** Whether all that is in this directory was there from the start. */
    boolean hasOnlyControlFiles() {
        return controlFiles.isPresent()
                && children.values().stream()
                        .filter(FakeNode::isDirectory)
                        .allMatch(
                                child -> controlFiles.get().containsKey(child.name + "/") && child.children.isEmpty());
    }

    boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    boolean isLink() {
        return (mode & S_IFMT) == S_IFLNK;
    }

    boolean isRegular() {
        return (mode & S_IFMT) == S_IFREG;
    }

    boolean isDevice() {
        int type = mode & S_IFMT;
        return type == S_IFCHR || type == 0x6000;
    }

    /** S_IFDIR and its like. */
    public int type() {
        return mode & S_IFMT;
    }

    public int permissions() {
        return mode & 07777;
    }

    public int uid() {
        return uid;
    }

    public int gid() {
        return gid;
    }

    public long major() {
        return major;
    }

    public long minor() {
        return minor;
    }

    /** The text of a regular file. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Where a symbolic link points. */
    public String target() {
        return target;
    }
}
