package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.spec.RootfsPropagation;
import java.util.Set;

/** A propagation type to give to a mount, or to it and all mounts below it. */
record Propagation(MountFlag type, boolean recursive) {
    static final Propagation PRIVATE = new Propagation(MountFlag.MS_PRIVATE, false);
    static final Propagation RECURSIVE_PRIVATE = new Propagation(MountFlag.MS_PRIVATE, true);
    static final Propagation RECURSIVE_SLAVE = new Propagation(MountFlag.MS_SLAVE, true);

    MountCall.MountSetattr call(Fd mount) {
        return new MountCall.MountSetattr(mount, recursive, Set.of(), Set.of(), Set.of(type));
    }

    boolean isPrivate() {
        return type == MountFlag.MS_PRIVATE;
    }

    static Propagation of(RootfsPropagation word) {
        return switch (word) {
            case PRIVATE -> new Propagation(MountFlag.MS_PRIVATE, false);
            case SHARED -> new Propagation(MountFlag.MS_SHARED, false);
            case SLAVE -> new Propagation(MountFlag.MS_SLAVE, false);
            case UNBINDABLE -> new Propagation(MountFlag.MS_UNBINDABLE, false);
            case RPRIVATE -> new Propagation(MountFlag.MS_PRIVATE, true);
            case RSHARED -> new Propagation(MountFlag.MS_SHARED, true);
            case RSLAVE -> new Propagation(MountFlag.MS_SLAVE, true);
            case RUNBINDABLE -> new Propagation(MountFlag.MS_UNBINDABLE, true);
        };
    }
}
