package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Reply;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers {@link MountCall}s. What a mount does in the peers of a shared one is not modelled. */
final class FakeMountCalls {
    private static final Set<MountAttr> ACCESS_TIME_BITS =
            EnumSet.of(MountAttr.MOUNT_ATTR_NOATIME, MountAttr.MOUNT_ATTR_STRICTATIME);

    private final FakeState state;
    private final SteppingExecutor.Slots slots;

    FakeMountCalls(FakeState state, SteppingExecutor.Slots slots) {
        this.state = state;
        this.slots = slots;
    }

    Optional<Reply> answer(MountCall call) {
        long result = switch (call) {
            case MountCall.Mount mount -> new FakeClassicMount(state).mount(mount);
            case MountCall.Umount2 unmount -> unmount(unmount);
            case MountCall.UmountHere here -> unmount(new MountCall.Umount2(here.name(), true));
            case MountCall.PivotRoot pivot -> pivot(pivot);
            case MountCall.Chroot chroot -> chroot(chroot.path());
            case MountCall.OpenTree open -> open(open);
            case MountCall.MoveMount move -> move(move);
            case MountCall.Fsopen open -> open(open.type());
            case MountCall.Fspick pick -> pick(start(pick.dir()));
            case MountCall.FsconfigFlag set -> configure(context(set.context()), set.key(), "");
            case MountCall.FsconfigString set -> configure(context(set.context()), set.key(), set.value());
            case MountCall.FsconfigCreate create -> create(context(create.context()));
            case MountCall.FsconfigReconfigure change -> reconfigure(context(change.context()));
            case MountCall.Fsmount mount -> mount(mount);
            case MountCall.MountSetattr change -> change(change);
            case MountCall.IdmapMount map -> map(map);
        };
        return Optional.of(Reply.of(result));
    }

    private FakePath start(Fd fd) {
        return state.start(FakeDescriptors.number(fd, slots));
    }

    private FakeDescriptors.Context context(Fd fd) {
        return state.descriptors.find(FakeDescriptors.number(fd, slots), FakeDescriptors.Context.class);
    }

    private int openPath(FakePath path) {
        return state.descriptors.open(
                new FakeDescriptors.File(path, Set.of(OpenFlag.O_PATH), new FakeDescriptors.Position()));
    }

    private static FakePath requireMountRoot(FakePath path) {
        if (!path.isMountRoot()) {
            throw new KernelError(Errno.EINVAL);
        }
        return path;
    }

    private long unmount(MountCall.Umount2 unmount) {
        FakePath named = state.paths.find(state.paths.cwd, unmount.target(), true);
        FakePath place = requireMountRoot(state.mounts.topmost(named));
        if (!unmount.detach() && !state.mounts.children(place.mount()).isEmpty()) {
            throw new KernelError(Errno.EBUSY);
        }
        state.mounts.remove(place.mount());
        return 0;
    }

    private long pivot(MountCall.PivotRoot pivot) {
        FakePath newRoot = requireMountRoot(state.paths.find(state.paths.cwd, pivot.newRoot(), true));
        FakePath putOld = state.paths.find(state.paths.cwd, pivot.putOld(), true);
        FakeMount old = state.paths.root.mount();
        if (newRoot.mount() == old) {
            throw new KernelError(Errno.EBUSY);
        }
        boolean sharedAbove = newRoot.mount()
                .attachedTo
                .map(place -> place.mount().propagation == MountFlag.MS_SHARED)
                .orElse(false);
        if (sharedAbove || old.propagation == MountFlag.MS_SHARED || putOld.mount() != newRoot.mount()) {
            throw new KernelError(Errno.EINVAL);
        }
        FakePath oldRoot = state.paths.root;
        newRoot.mount().attachedTo = old.attachedTo;
        state.mounts.attach(old, putOld);
        state.paths.cwd = state.paths.cwd.equals(oldRoot) ? newRoot : state.paths.cwd;
        state.paths.root = newRoot;
        return 0;
    }

    private long chroot(String path) {
        FakePath place = state.paths.find(state.paths.cwd, path, true);
        if (!place.node().isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        state.paths.root = place;
        return 0;
    }

    private long open(MountCall.OpenTree open) {
        FakePath place =
                open.path().isEmpty() ? start(open.dir()) : state.paths.find(start(open.dir()), open.path(), true);
        if (!open.copy()) {
            return openPath(place);
        }
        return openPath(state.mounts.bind(place, open.recursive()).rootPath());
    }

    private long move(MountCall.MoveMount move) {
        FakePath from = requireMountRoot(start(move.from()));
        FakePath to = start(move.to());
        if (state.mounts.tree(from.mount()).contains(to.mount())) {
            throw new KernelError(Errno.ELOOP);
        }
        if (from.node().isDirectory() != to.node().isDirectory()) {
            throw new KernelError(Errno.EINVAL);
        }
        boolean fromShared = from.mount()
                .attachedTo
                .map(place -> place.mount().propagation == MountFlag.MS_SHARED)
                .orElse(false);
        if (fromShared) {
            throw new KernelError(Errno.EINVAL);
        }
        state.mounts.attach(from.mount(), state.mounts.topmost(to));
        return 0;
    }

    private long open(String type) {
        FakeMount.Filesystem filesystem = new FakeMount.Filesystem(type);
        state.checkFilesystem(type);
        return state.descriptors.open(new FakeDescriptors.Context(filesystem, false));
    }

    private long pick(FakePath place) {
        requireMountRoot(place);
        return state.descriptors.open(new FakeDescriptors.Context(place.mount().filesystem, true));
    }

    private long configure(FakeDescriptors.Context context, String key, String value) {
        boolean created = context.filesystem().root.isPresent();
        if (created && !context.picked()) {
            throw new KernelError(Errno.EBUSY);
        }
        state.setOption(context.filesystem(), key, value);
        return 0;
    }

    private long create(FakeDescriptors.Context context) {
        if (context.picked() || context.filesystem().root.isPresent()) {
            throw new KernelError(Errno.EBUSY);
        }
        state.create(context.filesystem());
        return 0;
    }

    private static long reconfigure(FakeDescriptors.Context context) {
        if (!context.picked()) {
            throw new KernelError(Errno.EINVAL);
        }
        return 0;
    }

    private long mount(MountCall.Fsmount mount) {
        FakeMount.Filesystem filesystem = context(mount.context()).filesystem();
        FakeNode root = filesystem.root.orElseThrow(() -> new KernelError(Errno.EINVAL));
        var made = new FakeMount(filesystem, root);
        made.attributes.addAll(mount.attributes());
        state.mounts.add(made);
        return openPath(made.rootPath());
    }

    private long map(MountCall.IdmapMount map) {
        FakePath place = requireMountRoot(start(map.mount()));
        FakeDescriptors.File namespace =
                state.descriptors.find(map.userNamespace().value(), FakeDescriptors.File.class);
        List<FakeMount> mounts = map.recursive() ? state.mounts.tree(place.mount()) : List.of(place.mount());
        boolean attached = place.mount().attachedTo.isPresent();
        if (attached || mounts.stream().anyMatch(mount -> mount.owners.isPresent())) {
            throw new KernelError(Errno.EINVAL);
        }
        mounts.forEach(mount -> mount.owners = state.paths.name(namespace.path()));
        return 0;
    }

    private long change(MountCall.MountSetattr change) {
        FakePath place = requireMountRoot(start(change.mount()));
        boolean accessTime = change.set().stream().anyMatch(ACCESS_TIME_BITS::contains);
        boolean cleared = change.clear().contains(MountAttr.MOUNT_ATTR__ATIME);
        boolean partlyCleared = change.clear().stream().anyMatch(ACCESS_TIME_BITS::contains);
        if (accessTime && !cleared || partlyCleared || change.propagation().size() > 1) {
            throw new KernelError(Errno.EINVAL);
        }
        List<FakeMount> mounts = change.recursive() ? state.mounts.tree(place.mount()) : List.of(place.mount());
        mounts.forEach(mount -> mount.change(change.set(), change.clear(), change.propagation()));
        return 0;
    }
}
