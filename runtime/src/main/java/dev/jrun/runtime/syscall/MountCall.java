package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Flag;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.util.Set;

/**
 * Calls on mounts. Mounts are made, given their attributes and only then attached, all by descriptor: a path inside a
 * container's root is never resolved twice.
 */
public sealed interface MountCall {
    /** mount(2). An empty type or data is passed as NULL. */
    record Mount(String source, String target, String type, Set<MountFlag> flags, String data)
            implements MountCall, Syscall.OfVoid {
        public Mount {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.MOUNT,
                    Arg.text(source),
                    Arg.text(target),
                    type.isEmpty() ? Arg.NULL : Arg.text(type),
                    Arg.of(Flag.bits(flags)),
                    data.isEmpty() ? Arg.NULL : Arg.text(data));
        }
    }

    /** umount2(2) with MNT_DETACH when {@code detach}. */
    record Umount2(String target, boolean detach) implements MountCall, Syscall.OfVoid {
        private static final int MNT_DETACH = 2;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.UMOUNT2, Arg.text(target), Arg.of(detach ? MNT_DETACH : 0));
        }
    }

    /** umount2(2) with MNT_DETACH and UMOUNT_NOFOLLOW of a name in the working directory. */
    record UmountHere(String name) implements MountCall, Syscall.OfVoid {
        private static final int MNT_DETACH = 2;
        private static final int UMOUNT_NOFOLLOW = 8;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.UMOUNT2, Arg.text(name), Arg.of(MNT_DETACH | UMOUNT_NOFOLLOW));
        }
    }

    /** pivot_root(2). */
    record PivotRoot(String newRoot, String putOld) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PIVOT_ROOT, Arg.text(newRoot), Arg.text(putOld));
        }
    }

    /** chroot(2). */
    record Chroot(String path) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.CHROOT, Arg.text(path));
        }
    }

    /** open_tree(2) with OPEN_TREE_CLOEXEC; a copy (OPEN_TREE_CLONE) is a detached bind mount, of all mounts below when recursive. */
    record OpenTree(Fd dir, String path, boolean copy, boolean recursive) implements MountCall, Syscall.OfFd {
        private static final long OPEN_TREE_CLONE = 1;
        private static final long OPEN_TREE_CLOEXEC = 0x80000;

        @Override
        public RawCall lower() {
            long flags = OPEN_TREE_CLOEXEC;
            flags |= copy ? OPEN_TREE_CLONE : 0;
            flags |= recursive ? AtFlag.AT_RECURSIVE.bits() : 0;
            flags |= path.isEmpty() ? AtFlag.AT_EMPTY_PATH.bits() : 0;
            return RawCall.of(SyscallNumber.OPEN_TREE, dir.arg(), Arg.text(path), Arg.of(flags));
        }
    }

    /** move_mount(2) from one descriptor to another: attaches a detached mount. */
    record MoveMount(Fd from, Fd to) implements MountCall, Syscall.OfVoid {
        private static final long MOVE_MOUNT_F_EMPTY_PATH = 0x4;
        private static final long MOVE_MOUNT_T_EMPTY_PATH = 0x40;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.MOVE_MOUNT,
                    from.arg(),
                    Arg.text(""),
                    to.arg(),
                    Arg.text(""),
                    Arg.of(MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
        }
    }

    /** fsopen(2) with FSOPEN_CLOEXEC. */
    record Fsopen(String type) implements MountCall, Syscall.OfFd {
        private static final int FSOPEN_CLOEXEC = 1;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FSOPEN, Arg.text(type), Arg.of(FSOPEN_CLOEXEC));
        }
    }

    /** fspick(2) of the filesystem that {@code dir} lies on, to reconfigure it. */
    record Fspick(Fd dir) implements MountCall, Syscall.OfFd {
        private static final int FSPICK_CLOEXEC = 1;
        private static final int FSPICK_EMPTY_PATH = 8;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.FSPICK, dir.arg(), Arg.text(""), Arg.of(FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
        }
    }

    /** fsconfig(2) with FSCONFIG_SET_FLAG: an option without a value, {@code ro}. */
    record FsconfigFlag(Fd context, String key) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FSCONFIG, context.arg(), Arg.of(0), Arg.text(key), Arg.NULL, Arg.of(0));
        }
    }

    /** fsconfig(2) with FSCONFIG_SET_STRING: {@code size=64k}. */
    record FsconfigString(Fd context, String key, String value) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.FSCONFIG, context.arg(), Arg.of(1), Arg.text(key), Arg.text(value), Arg.of(0));
        }
    }

    /** fsconfig(2) with FSCONFIG_CMD_CREATE. */
    record FsconfigCreate(Fd context) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FSCONFIG, context.arg(), Arg.of(6), Arg.NULL, Arg.NULL, Arg.of(0));
        }
    }

    /** fsconfig(2) with FSCONFIG_CMD_RECONFIGURE. */
    record FsconfigReconfigure(Fd context) implements MountCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FSCONFIG, context.arg(), Arg.of(7), Arg.NULL, Arg.NULL, Arg.of(0));
        }
    }

    /** fsmount(2) with FSMOUNT_CLOEXEC: a detached mount of a configured filesystem. */
    record Fsmount(Fd context, Set<MountAttr> attributes) implements MountCall, Syscall.OfFd {
        private static final int FSMOUNT_CLOEXEC = 1;

        public Fsmount {
            attributes = Flag.copy(attributes);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.FSMOUNT, context.arg(), Arg.of(FSMOUNT_CLOEXEC), Arg.of(Flag.bits(attributes)));
        }
    }

    /**
     * mount_setattr(2) of the mount that {@code mount} refers to, and of all below it when recursive. At most one of
     * the propagation flags MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE may be given.
     */
    record MountSetattr(
            Fd mount, boolean recursive, Set<MountAttr> set, Set<MountAttr> clear, Set<MountFlag> propagation)
            implements MountCall, Syscall.OfVoid {
        private static final int MOUNT_ATTR_SIZE_VER0 = 32;

        public MountSetattr {
            set = Flag.copy(set);
            clear = Flag.copy(clear);
            propagation = Flag.copy(propagation);
        }

        @Override
        public RawCall lower() {
            byte[] attr = new Arg.Struct(MOUNT_ATTR_SIZE_VER0)
                    .int64(0, Flag.bits(set))
                    .int64(8, Flag.bits(clear))
                    .int64(16, Flag.bits(propagation))
                    .toBytes();
            long flags = AtFlag.AT_EMPTY_PATH.bits() | (recursive ? AtFlag.AT_RECURSIVE.bits() : 0);
            return RawCall.of(
                    SyscallNumber.MOUNT_SETATTR,
                    mount.arg(),
                    Arg.text(""),
                    Arg.of(flags),
                    Arg.in(attr),
                    Arg.of(attr.length));
        }
    }

    /**
     * mount_setattr(2) with MOUNT_ATTR_IDMAP: shows the mount's owners as the user namespace maps them, those of all
     * mounts below it too when recursive. Only a mount that is not attached can be mapped, and only once.
     *
     * @param userNamespace stands inside of the argument's struct, so it must be a number and not a slot
     */
    record IdmapMount(Fd mount, boolean recursive, Fd.Number userNamespace) implements MountCall, Syscall.OfVoid {
        private static final int MOUNT_ATTR_SIZE_VER0 = 32;

        @Override
        public RawCall lower() {
            byte[] attr = new Arg.Struct(MOUNT_ATTR_SIZE_VER0)
                    .int64(0, MountAttr.MOUNT_ATTR_IDMAP.bits())
                    .int64(24, userNamespace.value())
                    .toBytes();
            long flags = AtFlag.AT_EMPTY_PATH.bits() | (recursive ? AtFlag.AT_RECURSIVE.bits() : 0);
            return RawCall.of(
                    SyscallNumber.MOUNT_SETATTR,
                    mount.arg(),
                    Arg.text(""),
                    Arg.of(flags),
                    Arg.in(attr),
                    Arg.of(attr.length));
        }
    }
}
