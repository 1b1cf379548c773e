package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All that the calls of one process read and change. */
final class FakeState {
    /** What every process shares. */
    static final class Machine {
        final List<FakeFiles.Written> writes = new ArrayList<>();
        final Map<String, FakeNode> templates = new HashMap<>();
        final Map<String, Errno> rejectedOptions = new HashMap<>();
        final Map<Long, Integer> endedChildren = new HashMap<>();
        final List<FakeProcess.Signal> signals = new ArrayList<>();
        final Map<Long, FakeProcess> processes = new HashMap<>();
        long lastPid = 1000;
        /** The process whose call is being answered. */
        Optional<FakeState> current = Optional.empty();
    }

    final Machine machine;
    final FakeMountTable mounts;
    final FakePaths paths;
    final FakeDescriptors descriptors;
    final FakeProcess process;

    FakeState(Machine machine, FakeMountTable mounts, FakeDescriptors descriptors, FakeProcess process) {
        this.machine = machine;
        this.mounts = mounts;
        this.descriptors = descriptors;
        this.process = process;
        this.paths = new FakePaths(mounts);
        machine.processes.put(process.pid, process);
    }

    /** What a child has after a fork: copies, and with {@code newMounts} a mount namespace of its own. */
    FakeState fork(boolean newMounts) {
        var counterparts = new IdentityHashMap<FakeMount, FakeMount>();
        FakeMountTable table = newMounts ? mounts.copy(counterparts) : mounts;
        var child = new FakeState(
                machine, table, new FakeDescriptors(descriptors), new FakeProcess(process, ++machine.lastPid));
        child.paths.root = moved(paths.root, counterparts);
        child.paths.cwd = moved(paths.cwd, counterparts);
        return child;
    }

    private static FakePath moved(FakePath path, IdentityHashMap<FakeMount, FakeMount> counterparts) {
        return new FakePath(counterparts.getOrDefault(path.mount(), path.mount()), path.node());
    }

    /** Where a path begins that is relative to {@code fd}. */
    FakePath start(int fd) {
        return fd == -100
                ? paths.cwd
                : descriptors.find(fd, FakeDescriptors.File.class).path();
    }

    /** Fails as the kernel does for a filesystem that it does not know. */
    void checkFilesystem(String type) {
        if (!machine.templates.containsKey(type)) {
            throw new KernelError(Errno.ENODEV);
        }
    }

    void setOption(FakeMount.Filesystem filesystem, String key, String value) {
        Errno rejected = machine.rejectedOptions.get(filesystem.type + " " + key);
        if (rejected != null) {
            throw new KernelError(rejected);
        }
        filesystem.options.put(key, value);
    }

    /** The root of a new filesystem; of those kinds that exist once, the root that they always have. */
    FakeNode create(FakeMount.Filesystem filesystem) {
        FakeNode template = Objects.requireNonNull(machine.templates.get(filesystem.type), filesystem.type);
        boolean single = !filesystem.type.equals("tmpfs") && !filesystem.type.equals("devpts");
        FakeNode root = single ? template : template.copy();
        String mode = filesystem.options.get("mode");
        if (mode != null && filesystem.type.equals("tmpfs")) {
            root.mode = FakeNode.S_IFDIR | Integer.parseInt(mode, 8);
        }
        filesystem.root = Optional.of(root);
        return root;
    }

    void recordWrite(FakePath path, byte[] bytes) {
        String name = paths.name(path).orElseGet(() -> detachedName(path));
        machine.writes.add(new FakeFiles.Written(name, new String(bytes, StandardCharsets.UTF_8)));
    }

    /** A file of a mount that is not attached: {@code proc:/sys/net/ipv4/ip_forward}. */
    private static String detachedName(FakePath path) {
        return path.mount().filesystem.type + ":" + nameInFilesystem(path.node());
    }

    /** The path of a file from the root of its filesystem. */
    static String nameInFilesystem(FakeNode node) {
        var text = new StringBuilder();
        for (FakeNode at = node; at.parent.isPresent(); at = at.parent.get()) {
            text.insert(0, "/" + at.name);
        }
        return text.isEmpty() ? "/" : text.toString();
    }
}
