package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpenOf;
import dev.jrun.runtime.syscall.ProcessCall.Setns;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.RootfsPropagation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a prepared root file system the process's root.
 *
 * @param path of it on the host
 * @param propagation what the config says of the root's
 */
record RootEntrance(String path, Optional<RootfsPropagation> propagation) {
    private String intent() {
        return "make " + path + " the root";
    }

    /** Changes the root and nothing else, for a process without a mount namespace of its own. */
    void change(Plan plan, Fd root) {
        plan.call("change to the rootfs " + path, new FileCall.Fchdir(root));
        plan.call(intent(), new MountCall.Chroot("."));
        plan.call("change to the new root", new FileCall.Chdir("/"));
    }

    /** See {@link RootWay#PIVOT}. */
    void pivot(Plan plan, Fd root) {
        Slot host = plan.call("open the host's root", Probe.openDirectory("/"));
        plan.call("change to the rootfs " + path, new FileCall.Fchdir(root));
        plan.call(intent(), new MountCall.PivotRoot(".", "."));
        // The host's root lies on top of the new one now. As a slave, its end does not reach the host.
        plan.call("part from the host's root", Propagation.RECURSIVE_SLAVE.call(host));
        plan.call("change to the host's root", new FileCall.Fchdir(host));
        plan.call("unmount the host's root", new MountCall.Umount2(".", true));
        plan.call("close the host's root", new FileCall.Close(host));
        plan.call("change to the new root", new FileCall.Chdir("/"));
        propagate(plan, root);
    }

    /**
     * See {@link RootWay#REPLACE}. Gives the copy's descriptor; {@code root} is closed.
     *
     * <p>What was prepared lies below the host's root, and ends with it. To get where that was, the process enters its own
     * mount namespace anew: setns(2) leads to the top of it.
     */
    Fd replace(Plan plan, Fd root) {
        Slot pid = plan.call(intent(), new Id(SyscallNumber.GETPID));
        Slot self = plan.call(intent(), new PidfdOpenOf(pid));
        Slot copy = plan.call("copy the mounts of the rootfs " + path, new MountCall.OpenTree(root, "", true, true));
        plan.call("close the rootfs " + path, new FileCall.Close(root));
        Slot host = plan.call("open the host's root", Probe.openDirectory("/"));
        // What was prepared, too: where it is shared with the host, its end must not reach that. The copy is not
        // changed.
        plan.call("part from the host's root", Propagation.RECURSIVE_PRIVATE.call(host));
        plan.call("close the host's root", new FileCall.Close(host));
        plan.call("unmount the host's root", new MountCall.Umount2("/", true));
        plan.call("go where the host's root was", new Setns(self, Set.of(CloneFlag.CLONE_NEWNS)));
        plan.call("go where the host's root was", new FileCall.Close(self));
        Slot top = plan.call("open what the host's root was on", Probe.openDirectory("/"));
        plan.call(intent(), new MountCall.MoveMount(copy, top));
        plan.call("close what the host's root was on", new FileCall.Close(top));
        change(plan, copy);
        propagate(plan, copy);
        return copy;
    }

    /** See {@link RootWay#MOVE}. */
    void move(Plan plan, Fd root, List<String> hidden) {
        Slot host = plan.call("open the host's root", Probe.openDirectory("/"));
        for (String point : hidden) {
            hide(plan, point);
        }
        plan.call("move the rootfs " + path + " to /", new MountCall.MoveMount(root, host));
        plan.call("close the host's root", new FileCall.Close(host));
        change(plan, root);
        propagate(plan, root);
    }

    private static void hide(Plan plan, String point) {
        String intent = "hide the host's " + point;
        // What lay below a mount that is gone is gone, too.
        plan.callThen(intent, Probe.openDirectory(point), Set.of(Errno.ENOENT, Errno.ENOTDIR), () -> {
            var mount = new Slot(plan.steps().size() - 1);
            plan.call(intent, Propagation.RECURSIVE_SLAVE.call(mount));
            plan.call(intent, new FileCall.Close(mount));
            // EINVAL: what a user namespace has locked in place can be covered only.
            plan.callOrElse(
                    intent,
                    new MountCall.Umount2(point, true),
                    Set.of(Errno.EINVAL, Errno.EPERM),
                    () -> plan.call(intent, new MountCall.Mount("tmpfs", point, "tmpfs", Set.of(), "")));
        });
    }

    private void propagate(Plan plan, Fd root) {
        propagation
                .map(Propagation::of)
                .filter(wanted -> !wanted.isPrivate())
                .ifPresent(wanted -> plan.call("set the propagation of the root", wanted.call(root)));
    }
}
