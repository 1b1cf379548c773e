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
    private static final int CONSOLE_MODE = 0620;
    private static final ContainerPath DEV = ContainerPath.of("/dev");

    /** How device nodes come about. */
    enum Nodes {
        /** mknod(2), without another way: a bind would be a mount in the host's namespace. */
        MADE,
        /** mknod(2), or a bind of the host's node where the process turns out to be in a user namespace. */
        MADE_OR_BOUND,
        /** A bind of the host's node: the config asks for a user namespace, in which mknod(2) is forbidden. */
        BOUND
    }

    private final Plan plan;
    private final RootTree tree;
    private final Nodes nodes;
    private final List<Check> checks;
    private final Map<ContainerPath, Slot> directories = new HashMap<>();

    DevicePlanner(Plan plan, RootTree tree, Nodes nodes, List<Check> checks) {
        this.plan = plan;
        this.tree = tree;
        this.nodes = nodes;
        this.checks = checks;
    }

    /** Makes the nodes, the links and, for a {@code terminal}, the file that it will be bound on. */
    void make(List<DeviceNode> devices, boolean terminal) {
        for (DeviceNode node : devices) {
            Slot directory =
                    directories.computeIfAbsent(node.path().parent(), parent -> tree.directory(intent(node), parent));
            node(node, directory);
        }
        if (terminal) {
            makeConsole();
        }
        links();
        directories.forEach((path, slot) -> plan.call("close " + path, new FileCall.Close(slot)));
        directories.clear();
    }

    private void node(DeviceNode node, Slot directory) {
        Nodes way = node.isFifo() ? Nodes.MADE : nodes;
        switch (way) {
            case MADE -> makeNode(node, directory, Set.of(Errno.EEXIST), () -> verify(node, open(node, directory)));
            case MADE_OR_BOUND ->
                makeNode(
                        node,
                        directory,
                        Set.of(Errno.EEXIST, Errno.EPERM),
                        () -> verify(node, openOrBind(node, directory)));
            case BOUND -> verify(node, bindNode(node, directory));
        }
    }

    private Slot openOrBind(DeviceNode node, Slot directory) {
        return plan.callOrElse(
                intent(node),
                RootTree.below(directory, node.path().name()),
                Set.of(Errno.ENOENT),
                () -> bindNode(node, directory));
    }

    /** Compares what is there with what shall be; closes it. */
    private void verify(DeviceNode node, Slot made) {
        String intent = intent(node);
        Slot status = plan.call(intent, Probe.status(made));
        plan.call(intent, new FileCall.Close(made));
        checks.add(outcome -> {
            // What was made just now needs no look.
            if (outcome.ran(status)
                    && Probe.status(outcome, status)
                            .filter(found -> matches(node, found))
                            .isEmpty()) {
                throw new InvalidInputException(intent + ": the rootfs has something else there than the "
                        + node.describe() + "; remove it or mount a tmpfs on /dev");
            }
        });
    }

    private static String intent(DeviceNode node) {
        return "make device " + node.path();
    }

    private Slot open(DeviceNode node, Slot directory) {
        return plan.call(intent(node), RootTree.below(directory, node.path().name()));
    }

    private void makeNode(DeviceNode node, Slot directory, Set<Errno> tolerated, Runnable otherwise) {
        String name = node.path().name();
        var make = new FileCall.Mknodat(directory, name, node.type(), node.mode(), node.major(), node.minor());
        if (!node.hasOwner()) {
            plan.callOrElse(intent(node), make, tolerated, otherwise);
            return;
        }
        var chown = new FileCall.Fchownat(directory, name, node.uid(), node.gid(), Set.of(AtFlag.AT_SYMLINK_NOFOLLOW));
        plan.callThenOrElse(
                intent(node), make, tolerated, () -> plan.call(intent(node) + ": set its owner", chown), otherwise);
    }

    private Slot bindNode(DeviceNode node, Slot directory) {
        String intent = intent(node) + " (bind of the host's)";
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
        return open(node, directory);
    }

    private static boolean matches(DeviceNode node, FileStatus found) {
        return found.type() == node.type()
                && (node.isFifo() || (found.deviceMajor() == node.major() && found.deviceMinor() == node.minor()));
    }

    /** Now, as /dev may be read-only when the terminal is there. */
    private void makeConsole() {
        Slot dev = directories.computeIfAbsent(DEV, path -> tree.directory("make /dev/console", path));
        var file = new FileCall.Mknodat(dev, "console", FileCall.Mknodat.S_IFREG, CONSOLE_MODE, 0, 0);
        plan.attempt("make /dev/console", file, Set.of(Errno.EEXIST));
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
