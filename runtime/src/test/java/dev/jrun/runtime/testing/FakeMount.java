package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A mount of the fake kernel, attached or not. */
final class FakeMount {
    private static final Set<MountAttr> ACCESS_TIMES =
            EnumSet.of(MountAttr.MOUNT_ATTR_RELATIME, MountAttr.MOUNT_ATTR_NOATIME, MountAttr.MOUNT_ATTR_STRICTATIME);

    /** A filesystem: what is shared by all its mounts. */
    static final class Filesystem {
        final String type;
        final Map<String, String> options = new TreeMap<>();
        Optional<FakeNode> root = Optional.empty();

        Filesystem(String type) {
            this.type = type;
        }
    }

    final Filesystem filesystem;
    final FakeNode root;
    final Set<MountAttr> attributes = EnumSet.noneOf(MountAttr.class);
    MountFlag propagation = MountFlag.MS_PRIVATE;
    /** The file of the user namespace that its owners are mapped by. */
    Optional<String> owners = Optional.empty();
    /** Where the mount is attached: the mount above, and the directory or file in it. */
    Optional<FakePath> attachedTo = Optional.empty();

    FakeMount(Filesystem filesystem, FakeNode root) {
        this.filesystem = filesystem;
        this.root = root;
    }

    /** A bind mount of what this mount shows at {@code place}. */
    FakeMount copy(FakeNode place) {
        var copy = new FakeMount(filesystem, place);
        copy.attributes.addAll(attributes);
        copy.propagation = propagation;
        copy.owners = owners;
        return copy;
    }

    void change(Set<MountAttr> set, Set<MountAttr> clear, Set<MountFlag> newPropagation) {
        attributes.removeAll(clear);
        if (clear.contains(MountAttr.MOUNT_ATTR__ATIME)) {
            attributes.removeAll(ACCESS_TIMES);
        }
        attributes.addAll(set);
        for (MountFlag flag : newPropagation) {
            propagation = flag;
        }
    }

    FakePath rootPath() {
        return new FakePath(this, root);
    }

    boolean isReadOnly() {
        return attributes.contains(MountAttr.MOUNT_ATTR_RDONLY) || filesystem.options.containsKey("ro");
    }
}
