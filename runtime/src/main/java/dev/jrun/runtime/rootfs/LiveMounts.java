package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Mounts that are added to a container which runs, or taken from it, by a process that has joined its mount namespace.
 * Programs of the container run meanwhile and may change what a path leads to. So a target is opened and looked at
 * before anything is attached to it by that descriptor, and a mount is taken away as a name below a descriptor.
 */
public final class LiveMounts {
    private static final ContainerPath PROC = ContainerPath.of("/proc");

    private final Rootfs rootfs;

    LiveMounts(Rootfs rootfs) {
        this.rootfs = rootfs;
        rootfs.mounts().forEach(LiveMounts::refuse);
    }

    private static void refuse(MountRequest mount) {
        String pointer = "/mounts/" + mount.index();
        if (mount.target().isRoot()) {
            throw new InvalidInputException(pointer + "/destination: the root can't be mounted on");
        }
        boolean possible = mount.kind() == MountRequest.Kind.BIND || mount.kind() == MountRequest.Kind.FRESH;
        if (!possible || mount.options().copyUp() || mount.options().hasLongValue()) {
            throw new UnsupportedFeatureException(pointer
                    + ": only binds and new file systems, without tmpcopyup, can be mounted into a running container");
        }
        if (mount.kind() == MountRequest.Kind.FRESH && mount.type().equals("proc")) {
            throw new UnsupportedFeatureException(
                    pointer + "/type: a procfs can't be mounted into a running container: it would be the host's");
        }
    }

    /** The sources of bind mounts, to be opened on the host. */
    public SourceOpening sources() {
        return new SourceOpening(
                Optional.empty(),
                rootfs.mounts().stream()
                        .filter(mount -> mount.kind() == MountRequest.Kind.BIND)
                        .toList());
    }

    /**
     * Adds all, or none.
     *
     * @param container runs calls in the container's namespaces, with its root as its own
     * @param openSources what {@link #sources} has opened, as descriptors of that process
     */
    public void add(SyscallExecutor container, Map<Integer, Fd.Number> openSources) {
        var open = new OpenSources(Optional.empty(), openSources);
        RootfsFacts facts = new Probe("/", rootfs.mounts(), CgroupView.NONE, open).run(container);
        List<MountRequest> added = new ArrayList<>();
        try {
            for (MountRequest mount : rootfs.mounts()) {
                addOne(container, mount.at(facts.targets()), facts);
                added.add(mount);
            }
        } catch (RuntimeException failure) {
            takeBack(container, added, failure);
            throw failure;
        }
    }

    private void addOne(SyscallExecutor container, MountRequest mount, RootfsFacts facts) {
        var making = new Part(container, facts);
        Fd made = making.planner.detached(mount);
        Fd target = making.planner.target(mount);
        making.planner.refuseProcfs(mount, target);
        Outcome outcome = making.run();
        var attaching = new Part(container, facts);
        attaching.planner.attachNew(mount, number(made, outcome), number(target, outcome));
        attaching.planner.finish(List.of(mount));
        attaching.run();
    }

    private static Fd number(Fd fd, Outcome outcome) {
        return switch (fd) {
            case Fd.Number number -> number;
            case Slot slot -> outcome.fd(slot);
        };
    }

    private static void takeBack(SyscallExecutor container, List<MountRequest> added, RuntimeException failure) {
        for (MountRequest mount : added.reversed()) {
            try {
                removeOne(container, mount);
            } catch (RuntimeException leftover) {
                failure.addSuppressed(leftover);
            }
        }
    }

    /** Takes the mounts away, the last first; what is mounted below one goes with it. */
    public void remove(SyscallExecutor container) {
        for (MountRequest mount : rootfs.mounts().reversed()) {
            removeOne(container, mount);
        }
    }

    private static void removeOne(SyscallExecutor container, MountRequest mount) {
        String intent = "unmount " + mount.target();
        var plan = new Plan();
        Slot root = plan.call(intent, Probe.openDirectory("/"));
        Slot parent = plan.call(
                intent,
                new FileCall.Openat2(
                        root,
                        mount.target().parent().relative(),
                        Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY),
                        0,
                        Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS)));
        plan.call(intent, new FileCall.Close(root));
        var status = new FileCall.Fstatfs(parent);
        Slot type = plan.call(intent, status);
        Outcome outcome = container.run(plan);
        long magic = status.lift(new Reply(outcome.value(type), outcome.outs(type)));
        if (magic == FileCall.Fstatfs.PROC_SUPER_MAGIC && !mount.target().startsWith(PROC)) {
            throw new InvalidInputException(intent + ": a symbolic link leads into a procfs");
        }
        unmount(container, intent, outcome.fd(parent), mount.target().name());
    }

    private static void unmount(SyscallExecutor container, String intent, Fd parent, String name) {
        var plan = new Plan();
        plan.call(intent, new FileCall.Fchdir(parent));
        plan.call(intent, new MountCall.UmountHere(name));
        plan.call(intent, new FileCall.Chdir("/"));
        plan.call(intent, new FileCall.Close(parent));
        try {
            container.run(plan);
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EINVAL)) {
                throw new InvalidInputException(intent + ": nothing is mounted there");
            }
            throw failure;
        }
    }

    /** One plan with all that it takes to fill it. */
    private final class Part {
        private final SyscallExecutor container;
        private final Plan plan = new Plan();
        private final MountPlanner planner;
        private final List<Check> checks = new ArrayList<>();

        Part(SyscallExecutor container, RootfsFacts facts) {
            this.container = container;
            Slot root = plan.call("open the container's root", Probe.openDirectory("/"));
            this.planner = new MountPlanner(plan, new RootTree(plan, root), rootfs, facts, checks);
        }

        Outcome run() {
            try {
                Outcome outcome = container.run(plan);
                checks.forEach(check -> check.verify(outcome));
                return outcome;
            } catch (SyscallException failure) {
                KernelReason.of(failure, container).ifPresent(failure::because);
                throw failure;
            }
        }
    }
}
