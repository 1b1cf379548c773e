package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.List;
import java.util.Set;

/** Plans what the container must not read (masked paths) and not write (read-only paths). */
final class MaskPlanner {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENOTDIR);
    private static final Set<MountAttr> EMPTY_DIRECTORY = Set.of(
            MountAttr.MOUNT_ATTR_RDONLY,
            MountAttr.MOUNT_ATTR_NOSUID,
            MountAttr.MOUNT_ATTR_NODEV,
            MountAttr.MOUNT_ATTR_NOEXEC);

    private final Plan plan;
    private final RootTree tree;
    private final Fd root;
    private final List<Check> checks;

    MaskPlanner(Plan plan, RootTree tree, Fd root, List<Check> checks) {
        this.plan = plan;
        this.tree = tree;
        this.root = root;
        this.checks = checks;
    }

    void readOnly(List<String> paths) {
        for (String path : paths) {
            String intent = "make " + path + " read-only";
            plan.callThen(intent, tree.open(ContainerPath.of(path)), MISSING, () -> readOnly(intent, last()));
        }
    }

    private void readOnly(String intent, Slot target) {
        Slot copy = plan.call(intent, new MountCall.OpenTree(target, "", true, true));
        AttributeChange change = AttributeChange.READ_ONLY;
        plan.call(intent, new MountCall.MountSetattr(copy, false, change.set(), change.clear(), Set.of()));
        plan.call(intent, new MountCall.MoveMount(copy, target));
        plan.call(intent, new FileCall.Close(copy));
        plan.call(intent, new FileCall.Close(target));
    }

    void mask(List<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        Slot empty = attachEmptyDirectory();
        Slot device = openNull();
        for (String path : paths) {
            String intent = "mask " + path;
            plan.callThen(
                    intent, tree.open(ContainerPath.of(path)), MISSING, () -> mask(intent, last(), device, empty));
        }
        plan.call("mask paths", new FileCall.Close(device));
        detach(empty);
    }

    private void mask(String intent, Slot target, Fd device, Fd empty) {
        Slot file = plan.call(intent, new MountCall.OpenTree(device, "", true, false));
        // Read-only, or the container could change the mode of the device's inode through the masked path.
        plan.call(
                intent,
                new MountCall.MountSetattr(file, false, Set.of(MountAttr.MOUNT_ATTR_RDONLY), Set.of(), Set.of()));
        // The kernel says EINVAL to a file on a directory; only it knows here which of both the target is.
        plan.callOrElse(intent, new MountCall.MoveMount(file, target), Set.of(Errno.EINVAL), () -> {
            Slot directory = plan.call(intent, new MountCall.OpenTree(empty, "", true, false));
            plan.call(intent, new MountCall.MoveMount(directory, target));
            plan.call(intent, new FileCall.Close(directory));
        });
        plan.call(intent, new FileCall.Close(file));
        plan.call(intent, new FileCall.Close(target));
    }

    /** The container's null device, whose numbers are compared before anything runs behind its masks. */
    private Slot openNull() {
        String intent = "open /dev/null to mask files with";
        Slot device = plan.call(intent, tree.open(ContainerPath.of("/dev/null")));
        Slot status = plan.call(intent, Probe.status(device));
        checks.add(outcome -> {
            if (Probe.status(outcome, status).filter(MaskPlanner::isNull).isEmpty()) {
                throw new InvalidInputException(
                        intent + ": it is not the character device 1:3; remove it from the rootfs");
            }
        });
        return device;
    }

    private static boolean isNull(FileStatus status) {
        return status.type() == FileCall.Mknodat.S_IFCHR && status.deviceMajor() == 1 && status.deviceMinor() == 3;
    }

    /**
     * One tmpfs for all masked directories. Before 6.15 the kernel copies only mounts that are attached, so it stands
     * over the root until the copies are made; the root's descriptor reaches below it.
     */
    private Slot attachEmptyDirectory() {
        String intent = "make an empty directory to mask with";
        Slot context = plan.call(intent, new MountCall.Fsopen("tmpfs"));
        plan.call(intent, new MountCall.FsconfigString(context, "source", "tmpfs"));
        plan.call(intent, new MountCall.FsconfigString(context, "mode", "755"));
        plan.call(intent, new MountCall.FsconfigString(context, "nr_inodes", "1"));
        plan.call(intent, new MountCall.FsconfigCreate(context));
        Slot empty = plan.call(intent, new MountCall.Fsmount(context, EMPTY_DIRECTORY));
        plan.call(intent, new FileCall.Close(context));
        plan.call(intent, new MountCall.MoveMount(empty, root));
        return empty;
    }

    private void detach(Fd empty) {
        String intent = "take the empty directory off the root";
        plan.call(intent, new FileCall.Fchdir(empty));
        plan.call(intent, new MountCall.Umount2(".", true));
        plan.call(intent, new FileCall.Chdir("/"));
        plan.call(intent, new FileCall.Close(empty));
    }

    private Slot last() {
        return new Slot(plan.steps().size() - 1);
    }
}
