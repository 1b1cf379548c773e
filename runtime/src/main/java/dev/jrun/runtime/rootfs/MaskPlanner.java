package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
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
    private static final Fd NOTHING = Fd.of(-1);
    private static final Set<MountAttr> EMPTY_DIRECTORY = Set.of(
            MountAttr.MOUNT_ATTR_RDONLY,
            MountAttr.MOUNT_ATTR_NOSUID,
            MountAttr.MOUNT_ATTR_NODEV,
            MountAttr.MOUNT_ATTR_NOEXEC);

    private final Plan plan;
    private final RootTree tree;
    private final List<Check> checks;

    MaskPlanner(Plan plan, RootTree tree, List<Check> checks) {
        this.plan = plan;
        this.tree = tree;
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
        String intent = "mask paths";
        Slot empty = makeEmptyDirectory();
        Slot attached = plan.attempt(intent, new FileCall.Close(NOTHING), Set.of(Errno.EBADF));
        Slot device = openNull();
        paths.forEach(path -> mask(path, device, new EmptyDirectory(empty, attached)));
        plan.call(intent, new FileCall.Close(device));
        plan.attempt(intent, new FileCall.Close(attached), Set.of(Errno.EBADF));
        plan.call(intent, new FileCall.Close(empty));
    }

    /**
     * What masks directories.
     *
     * @param made the mount itself, for the first of them
     * @param attached the same once it is there, to be copied for the others; a bad descriptor until then
     */
    private record EmptyDirectory(Slot made, Slot attached) {}

    private void mask(String path, Slot device, EmptyDirectory empty) {
        String intent = "mask " + path;
        ContainerPath target = ContainerPath.of(path);
        plan.callThenOrElse(
                intent,
                tree.openDirectory(target),
                MISSING,
                () -> maskDirectory(intent, last(), empty),
                () -> plan.callThen(intent, tree.open(target), MISSING, () -> maskFile(intent, last(), device)));
    }

    /**
     * One tmpfs for all of them. Before 6.15 the kernel copies only mounts that are attached, and one that never was costs
     * a wait for all processors when it is closed. So the first directory gets the mount itself;
     * only where no path is a directory it is closed without a place.
     */
    private void maskDirectory(String intent, Slot target, EmptyDirectory empty) {
        plan.callThenOrElse(
                intent,
                new MountCall.OpenTree(empty.attached(), "", true, false),
                Set.of(Errno.EBADF),
                () -> {
                    Slot copy = last();
                    plan.call(intent, new MountCall.MoveMount(copy, target));
                    plan.call(intent, new FileCall.Close(copy));
                },
                () -> {
                    plan.call(intent, new MountCall.MoveMount(empty.made(), target));
                    plan.callAgain(empty.attached(), intent, new Fcntl(empty.made(), Fcntl.F_DUPFD_CLOEXEC, 0));
                });
        plan.call(intent, new FileCall.Close(target));
    }

    private void maskFile(String intent, Slot target, Slot device) {
        Slot file = plan.call(intent, new MountCall.OpenTree(device, "", true, false));
        // Read-only, or the container could change the mode of the device's inode through the masked path.
        plan.call(
                intent,
                new MountCall.MountSetattr(file, false, Set.of(MountAttr.MOUNT_ATTR_RDONLY), Set.of(), Set.of()));
        plan.call(intent, new MountCall.MoveMount(file, target));
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

    private Slot makeEmptyDirectory() {
        String intent = "make an empty directory to mask with";
        Slot context = plan.call(intent, new MountCall.Fsopen("tmpfs"));
        plan.call(intent, new MountCall.FsconfigString(context, "source", "tmpfs"));
        plan.call(intent, new MountCall.FsconfigString(context, "mode", "755"));
        plan.call(intent, new MountCall.FsconfigString(context, "nr_inodes", "1"));
        plan.call(intent, new MountCall.FsconfigCreate(context));
        Slot empty = plan.call(intent, new MountCall.Fsmount(context, EMPTY_DIRECTORY));
        plan.call(intent, new FileCall.Close(context));
        return empty;
    }

    private Slot last() {
        return new Slot(plan.steps().size() - 1);
    }
}
