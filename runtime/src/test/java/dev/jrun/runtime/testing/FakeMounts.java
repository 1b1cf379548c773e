package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The mounts of the fake kernel, for tests to set up and to look at. */
public final class FakeMounts {
    /**
     * A mount that the process can reach, as /proc/self/mountinfo has it.
     *
     * @param root which part of the filesystem is mounted: / for all of it
     * @param options what the filesystem was configured with, source included
     * @param propagation MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE
     */
    public record Entry(
            String target,
            String root,
            String type,
            Map<String, String> options,
            Set<MountAttr> attributes,
            MountFlag propagation,
            Optional<String> owners) {
        public Entry {
            options = Map.copyOf(options);
            attributes = Set.copyOf(attributes);
        }
    }

    private final FakeState state;

    FakeMounts(FakeState state) {
        this.state = state;
    }

    /** Mounts a filesystem, as if it had always been there. */
    public FakeMounts mount(String type, String target) {
        var filesystem = new FakeMount.Filesystem(type);
        filesystem.options.put("source", type);
        var mount = new FakeMount(filesystem, state.create(filesystem));
        state.mounts.add(mount);
        state.mounts.attach(mount, state.paths.find(state.paths.root, target, true));
        return this;
    }

    /** Sets how mounts below this one travel. */
    public FakeMounts propagation(String target, MountFlag propagation) {
        state.paths.find(state.paths.root, target, true).mount().propagation = propagation;
        return this;
    }

    /** What a filesystem of this type contains when it is mounted; makes the type known. */
    public FakeFiles contents(String type) {
        FakeNode root = state.machine.templates.computeIfAbsent(type, unknown -> FakeNode.directory(0755));
        var place = new FakePath(new FakeMount(new FakeMount.Filesystem(type), root), root);
        return new FakeFiles(state, () -> place);
    }

    /** Makes a filesystem type unknown to the kernel. */
    public FakeMounts forget(String type) {
        state.machine.templates.remove(type);
        return this;
    }

    /** Makes a filesystem type refuse an option. */
    public FakeMounts reject(String type, String option, Errno errno) {
        state.machine.rejectedOptions.put(type + " " + option, errno);
        return this;
    }

    /** All mounts that the process can reach, in the order in which they were attached. */
    public List<Entry> entries() {
        return state.mounts.all().stream()
                .filter(mount -> state.paths.name(mount.rootPath()).isPresent())
                .map(this::entry)
                .toList();
    }

    /** The mount on top of those at {@code target}. */
    public Optional<Entry> at(String target) {
        return entries().stream().filter(entry -> entry.target().equals(target)).reduce((lower, upper) -> upper);
    }

    private Entry entry(FakeMount mount) {
        return new Entry(
                state.paths.name(mount.rootPath()).orElseThrow(),
                FakeState.nameInFilesystem(mount.root),
                mount.filesystem.type,
                mount.filesystem.options,
                mount.attributes,
                mount.propagation,
                mount.owners);
    }
}
