package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Questions to the host, to be asked where the bind mounts' sources are visible. Changes nothing. */
public final class Probe {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENOTDIR);
    /** What else is wrong with a target is the mount's to report. */
    static final Set<Errno> UNKNOWN = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EACCES);

    private static final int PERMISSIONS = 07777;

    private final Plan plan = new Plan();
    private final OpenSources open;
    private final List<Asked> sources = new ArrayList<>();
    private final FileCall.Openat root;
    private final List<Asked> targets = new ArrayList<>();
    private final List<Asked> covered = new ArrayList<>();
    private final Map<String, Slot> cgroups = new HashMap<>();

    /** Where the answer is to a question about a mount. */
    private record Asked(MountRequest mount, Slot slot) {}

    Probe(String path, List<MountRequest> mounts, CgroupView cgroupView, OpenSources open) {
        this.root = open.openRoot(path);
        this.open = open;
        mounts.stream().filter(mount -> mount.kind() == MountRequest.Kind.BIND).forEach(this::askForSource);
        Slot directory = plan.call("open the rootfs " + path, root);
        Set<ContainerPath> mounted = new HashSet<>();
        for (MountRequest mount : mounts) {
            if (!isHidden(mount.target(), mounted)) {
                askForTarget(directory, mount);
            }
            mounted.add(mount.target());
        }
        plan.call("close the rootfs " + path, new FileCall.Close(directory));
        if (mounts.stream().anyMatch(mount -> mount.kind() == MountRequest.Kind.CGROUP)) {
            cgroupView.hierarchies().forEach(this::askForCgroup);
        }
    }

    static FileCall.Openat openDirectory(String path) {
        return new FileCall.Openat(Fd.CWD, path, Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0);
    }

    /** Whether one of the earlier mounts hides what the root file system has there. */
    private static boolean isHidden(ContainerPath target, Set<ContainerPath> mounted) {
        for (ContainerPath path = target; !path.isRoot(); path = path.parent()) {
            if (mounted.contains(path)) {
                return true;
            }
        }
        return mounted.contains(ContainerPath.ROOT);
    }

    /** A tmpfs without a mode of its own takes that of the directory below. */
    private static boolean inheritsMode(MountRequest mount) {
        return mount.kind() == MountRequest.Kind.FRESH
                && mount.type().equals("tmpfs")
                && mount.options().dataValue("mode").isEmpty();
    }

    private void askForSource(MountRequest mount) {
        Optional<Fd.Number> opened = Optional.ofNullable(open.mounts().get(mount.index()));
        FileCall.Statx status =
                opened.map(fd -> status(fd)).orElseGet(() -> new FileCall.Statx(Fd.CWD, mount.source(), Set.of()));
        sources.add(new Asked(mount, plan.attempt(mount.intent(), status, MISSING)));
    }

    /** Of a caller who may do without cgroups of the container's, are they there? */
    private void askForCgroup(CgroupView.Hierarchy hierarchy) {
        if (hierarchy.callers().isPresent()) {
            var status = new FileCall.Statx(Fd.CWD, hierarchy.source(), Set.of());
            Slot slot = plan.attempt(
                    "look for cgroup " + hierarchy.source(), status, Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES));
            cgroups.put(hierarchy.source(), slot);
        }
    }

    private void askForTarget(Fd directory, MountRequest mount) {
        FileCall.Openat2 call = new RootTree(plan, directory).open(mount.target());
        Slot opened = plan.callThen(mount.intent(), call, UNKNOWN, () -> {
            var target = new Slot(plan.steps().size() - 1);
            if (inheritsMode(mount)) {
                covered.add(new Asked(mount, plan.call(mount.intent(), status(target))));
            }
            plan.call(mount.intent(), new FileCall.Close(target));
        });
        if (!mount.needsRealDirectory()) {
            targets.add(new Asked(mount, opened));
        }
    }

    static FileCall.Statx status(Fd fd) {
        return new FileCall.Statx(fd, "", Set.of(AtFlag.AT_EMPTY_PATH));
    }

    /** Follows links to targets that are missing. */
    private Map<Integer, ContainerPath> targets(Outcome outcome, SyscallExecutor init) {
        List<MountRequest> missing = new ArrayList<>();
        for (Asked target : targets) {
            if (outcome.failure(target.slot()).equals(Optional.of(Errno.ENOENT))) {
                missing.add(target.mount());
            }
        }
        Map<Integer, ContainerPath> found = new HashMap<>();
        for (MountRequest mount : MissingTarget.behindLinks(init, root, missing)) {
            ContainerPath target = new MissingTarget(init, root, mount).resolve();
            MountPlanner.refuseLink(mount, target);
            found.put(mount.index(), target);
        }
        return found;
    }

    private static FileStatus sourceStatus(Outcome outcome, Asked source) {
        return status(outcome, source.slot())
                .orElseThrow(() -> source.mount()
                        .missingSource(outcome.failure(source.slot()).orElse(Errno.ENOENT)));
    }

    static Optional<FileStatus> status(Outcome outcome, Slot slot) {
        if (!outcome.ran(slot) || outcome.failure(slot).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(status(Fd.CWD).lift(new Reply(outcome.value(slot), outcome.outs(slot))));
    }

    /** The questions. */
    public Plan plan() {
        return plan;
    }

    /** Asks {@code process}, see {@link #facts}. */
    public RootfsFacts run(SyscallExecutor process) {
        return facts(process.run(plan), process);
    }

    /**
     * What {@code process} has answered. It sees the host's files as the container's init would by now. An {@link
     * InvalidInputException} says that the source of a bind mount is missing.
     */
    public RootfsFacts facts(Outcome outcome, SyscallExecutor process) {
        Set<Integer> files = new HashSet<>();
        for (Asked source : sources) {
            if (!sourceStatus(outcome, source).isDirectory()) {
                files.add(source.mount().index());
            }
        }
        Map<Integer, Integer> modes = new HashMap<>();
        for (Asked directory : covered) {
            status(outcome, directory.slot())
                    .ifPresent(status -> modes.put(directory.mount().index(), status.mode() & PERMISSIONS));
        }
        Set<String> missing = new HashSet<>();
        cgroups.forEach((source, slot) -> {
            if (outcome.failure(slot).isPresent()) {
                missing.add(source);
            }
        });
        return new RootfsFacts(open, files, modes, targets(outcome, process), missing);
    }
}
