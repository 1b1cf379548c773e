package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.syscall.MountCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** mount(2), which does five different things by its flags. */
final class FakeClassicMount {
    private static final Set<MountFlag> PROPAGATION =
            EnumSet.of(MountFlag.MS_SHARED, MountFlag.MS_SLAVE, MountFlag.MS_PRIVATE, MountFlag.MS_UNBINDABLE);
    private static final Map<MountFlag, MountAttr> ATTRIBUTES = Map.of(
            MountFlag.MS_RDONLY, MountAttr.MOUNT_ATTR_RDONLY,
            MountFlag.MS_NOSUID, MountAttr.MOUNT_ATTR_NOSUID,
            MountFlag.MS_NODEV, MountAttr.MOUNT_ATTR_NODEV,
            MountFlag.MS_NOEXEC, MountAttr.MOUNT_ATTR_NOEXEC,
            MountFlag.MS_NOATIME, MountAttr.MOUNT_ATTR_NOATIME,
            MountFlag.MS_NODIRATIME, MountAttr.MOUNT_ATTR_NODIRATIME,
            MountFlag.MS_RELATIME, MountAttr.MOUNT_ATTR_RELATIME,
            MountFlag.MS_STRICTATIME, MountAttr.MOUNT_ATTR_STRICTATIME,
            MountFlag.MS_NOSYMFOLLOW, MountAttr.MOUNT_ATTR_NOSYMFOLLOW);

    private final FakeState state;

    FakeClassicMount(FakeState state) {
        this.state = state;
    }

    long mount(MountCall.Mount mount) {
        FakePath target = state.paths.find(state.paths.cwd, mount.target(), true);
        Set<MountFlag> flags = mount.flags();
        boolean recursive = flags.contains(MountFlag.MS_REC);
        if (flags.contains(MountFlag.MS_REMOUNT)) {
            return remount(target, mount);
        }
        if (flags.contains(MountFlag.MS_BIND)) {
            FakePath source = state.paths.find(state.paths.cwd, mount.source(), true);
            state.mounts.attach(state.mounts.bind(source, recursive), target);
            return 0;
        }
        if (flags.stream().anyMatch(PROPAGATION::contains)) {
            return propagate(target, flags, recursive);
        }
        if (flags.contains(MountFlag.MS_MOVE)) {
            FakePath source = state.paths.find(state.paths.cwd, mount.source(), true);
            requireMountRoot(source);
            state.mounts.attach(source.mount(), target);
            return 0;
        }
        return create(target, mount);
    }

    private static void requireMountRoot(FakePath path) {
        if (!path.isMountRoot()) {
            throw new KernelError(Errno.EINVAL);
        }
    }

    private static Set<MountAttr> attributes(Set<MountFlag> flags) {
        Set<MountAttr> attributes = EnumSet.noneOf(MountAttr.class);
        flags.stream().filter(ATTRIBUTES::containsKey).map(ATTRIBUTES::get).forEach(attributes::add);
        return attributes;
    }

    private long remount(FakePath target, MountCall.Mount mount) {
        requireMountRoot(target);
        target.mount().attributes.clear();
        target.mount().attributes.addAll(attributes(mount.flags()));
        if (!mount.flags().contains(MountFlag.MS_BIND)) {
            setOptions(target.mount().filesystem, mount.data());
        }
        return 0;
    }

    private long propagate(FakePath target, Set<MountFlag> flags, boolean recursive) {
        requireMountRoot(target);
        List<MountFlag> chosen = flags.stream().filter(PROPAGATION::contains).toList();
        if (chosen.size() != 1) {
            throw new KernelError(Errno.EINVAL);
        }
        List<FakeMount> mounts = recursive ? state.mounts.tree(target.mount()) : List.of(target.mount());
        mounts.forEach(mount -> mount.propagation = chosen.getFirst());
        return 0;
    }

    private long create(FakePath target, MountCall.Mount mount) {
        state.checkFilesystem(mount.type());
        var filesystem = new FakeMount.Filesystem(mount.type());
        filesystem.options.put("source", mount.source());
        setOptions(filesystem, mount.data());
        var made = new FakeMount(filesystem, state.create(filesystem));
        made.attributes.addAll(attributes(mount.flags()));
        state.mounts.add(made);
        state.mounts.attach(made, target);
        return 0;
    }

    private void setOptions(FakeMount.Filesystem filesystem, String data) {
        List<String> options = new ArrayList<>(List.of(data.split(",")));
        options.removeIf(String::isEmpty);
        for (String option : options) {
            String[] parts = option.split("=", 2);
            state.setOption(filesystem, parts[0], parts.length == 1 ? "" : parts[1]);
        }
    }
}
