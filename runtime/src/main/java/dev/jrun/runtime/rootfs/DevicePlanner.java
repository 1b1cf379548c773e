package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans the device nodes and the links in /dev, each as a name below a descriptor of its directory. */
final class DevicePlanner {
    private static final ContainerPath DEV = ContainerPath.of("/dev");

    private final Plan plan;
    private final RootTree tree;
    private final boolean bind;
    private final List<Prepared.Check> checks;
    private final Map<ContainerPath, Slot> directories = new HashMap<>();

    /** Where {@code bind}, the host's nodes are bound: the case of a user namespace, in which mknod(2) is forbidden. */
    DevicePlanner(Plan plan, RootTree tree, boolean bind, List<Prepared.Check> checks) {
        this.plan = plan;
        this.tree = tree;
        this.bind = bind;
        this.checks = checks;
    }

    void make(List<DeviceNode> nodes) {
        for (DeviceNode node : nodes) {
            Slot directory = directories.computeIfAbsent(
                    node.path().parent(), parent -> tree.directory("make device " + node.path(), parent));
            node(node, directory);
        }
        links();
        directories.forEach((path, slot) -> plan.call("close " + path, new FileCall.Close(slot)));
        directories.clear();
    }

    private void node(DeviceNode node, Slot directory) {
        String intent = "make device " + node.path();
        if (bind && !node.isFifo()) {
            bindNode(node, directory);
        } else {
            makeNode(node, directory);
        }
        Slot made = plan.call(intent, RootTree.below(directory, node.path().name()));
        Slot status = plan.call(intent, Probe.status(made));
        plan.call(intent, new FileCall.Close(made));
        checks.add(outcome -> Probe.status(outcome, status)
                .filter(found -> matches(node, found))
                .orElseThrow(() -> new InvalidInputException(intent + ": the rootfs has something else there than the "
                        + node.describe() + "; remove it or mount a tmpfs on /dev")));
    }

    private void makeNode(DeviceNode node, Slot directory) {
        String intent = "make device " + node.path();
        String name = node.path().name();
        var make = new FileCall.Mknodat(directory, name, node.type(), node.mode(), node.major(), node.minor());
        if (!node.hasOwner()) {
            plan.attempt(intent, make, Set.of(Errno.EEXIST));
            return;
        }
        var chown = new FileCall.Fchownat(directory, name, node.uid(), node.gid(), Set.of(AtFlag.AT_SYMLINK_NOFOLLOW));
        plan.callThen(intent, make, Set.of(Errno.EEXIST), () -> plan.call(intent + ": set its owner", chown));
    }

    private void bindNode(DeviceNode node, Slot directory) {
        String intent = "make device " + node.path() + " (bind of the host's)";
        String name = node.path().name();
        Slot source =
                plan.call(intent, new MountCall.OpenTree(Fd.CWD, node.path().toString(), true, false));
        plan.attempt(
                intent,
                new FileCall.Mknodat(directory, name, FileCall.Mknodat.S_IFREG, node.mode(), 0, 0),
                Set.of(Errno.EEXIST));
        Slot target = plan.call(intent, RootTree.below(directory, name));
        plan.call(intent, new MountCall.MoveMount(source, target));
        plan.call(intent, new FileCall.Close(target));
        plan.call(intent, new FileCall.Close(source));
    }

    private static boolean matches(DeviceNode node, FileStatus found) {
        return found.type() == node.type()
                && (node.isFifo() || (found.deviceMajor() == node.major() && found.deviceMinor() == node.minor()));
    }

    private void links() {
        Slot dev = directories.computeIfAbsent(DEV, path -> tree.directory("make links in /dev", path));
        link(dev, "fd", "/proc/self/fd");
        link(dev, "stdin", "/proc/self/fd/0");
        link(dev, "stdout", "/proc/self/fd/1");
        link(dev, "stderr", "/proc/self/fd/2");
        var hostHasCore = new FileCall.Statx(Fd.CWD, "/proc/kcore", Set.of(AtFlag.AT_SYMLINK_NOFOLLOW));
        plan.callThen(
                "look for /proc/kcore", hostHasCore, Set.of(Errno.ENOENT), () -> link(dev, "core", "/proc/kcore"));
        plan.attempt("replace /dev/ptmx", new FileCall.Unlinkat(dev, "ptmx", false), Set.of(Errno.ENOENT));
        plan.call("link /dev/ptmx", new FileCall.Symlinkat("pts/ptmx", dev, "ptmx"));
    }

    private void link(Slot directory, String name, String target) {
        plan.attempt("link /dev/" + name, new FileCall.Symlinkat(target, directory, name), Set.of(Errno.EEXIST));
    }
}
