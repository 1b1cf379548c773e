package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans the mounts of the config. Each is made detached, given its attributes and then attached by descriptor. */
final class MountPlanner {
    /** What may be put over single files of a procfs: they inform, nobody acts on them. */
    private static final Set<String> HARMLESS_IN_PROC = Set.of(
            "/proc/cpuinfo",
            "/proc/diskstats",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/swaps",
            "/proc/uptime",
            "/proc/loadavg",
            "/proc/slabinfo",
            "/proc/net/dev",
            "/proc/sys/kernel/ns_last_pid",
            "/proc/sys/crypto/fips_enabled");

    private static final ContainerPath PROC = ContainerPath.of("/proc");

    private final Plan plan;
    private final RootTree tree;
    private final Rootfs rootfs;
    private final RootfsFacts facts;
    private final CgroupPlanner cgroups;
    private final List<Check> checks;
    private final List<Fd> readOnlyLast = new ArrayList<>();

    MountPlanner(Plan plan, RootTree tree, Rootfs rootfs, RootfsFacts facts, List<Check> checks) {
        this.plan = plan;
        this.tree = tree;
        this.rootfs = rootfs;
        this.facts = facts;
        this.cgroups = new CgroupPlanner(plan, tree, rootfs.cgroups(), facts.missingCgroups());
        this.checks = checks;
    }

    /** Refuses a mount inside /proc that would fool those who read or write there. */
    static void refuse(MountRequest mount) {
        String path = mount.target().toString();
        if (path.startsWith("/proc/")
                && !HARMLESS_IN_PROC.contains(path)
                && mount.kind() != MountRequest.Kind.REMOUNT) {
            throw new InvalidInputException("/mounts/" + mount.index() + "/destination: '" + path
                    + "' cannot be mounted because it is inside /proc");
        }
    }

    /** Refuses a target that links lead into /proc. */
    static void refuseLink(MountRequest mount, ContainerPath end) {
        if (end.startsWith(PROC) && !mount.target().startsWith(PROC)) {
            throw leadsIntoProcfs(mount);
        }
    }

    private static InvalidInputException leadsIntoProcfs(MountRequest mount) {
        return new InvalidInputException(
                mount.intent() + ": a symbolic link leads the target into a procfs; remove it from the rootfs");
    }

    void mount(MountRequest mount) {
        switch (mount.kind()) {
            case BIND -> bind(mount);
            case REMOUNT -> remount(mount);
            case FRESH -> fresh(mount);
            case CGROUP -> cgroups.mount(mount);
        }
    }

    /** Makes those mounts read-only that others had to write in. */
    void finish(List<MountRequest> mounts) {
        List<MountRequest> late =
                mounts.stream().filter(MountRequest::readOnlyLast).toList();
        for (int i = 0; i < late.size(); i++) {
            String intent = late.get(i).intent() + ": make it read-only";
            change(intent, readOnlyLast.get(i), false, AttributeChange.READ_ONLY);
            close(intent, readOnlyLast.get(i));
        }
    }

    private void bind(MountRequest mount) {
        Fd source = detachedBind(mount);
        attach(mount, source, target(mount));
        close(mount.intent(), source);
    }

    /** The mount, not attached; of a bind or a new file system. */
    Fd detached(MountRequest mount) {
        return mount.kind() == MountRequest.Kind.BIND ? detachedBind(mount) : make(mount);
    }

    private Fd detachedBind(MountRequest mount) {
        Fd source = source(mount);
        change(mount.intent(), source, false, mount.options().attributes());
        change(mount.intent(), source, true, mount.options().recursiveAttributes());
        if (isFile(mount)) {
            refuseDirectory(mount, source);
        }
        return source;
    }

    /** What a mount goes to, made where it is missing. */
    Fd target(MountRequest mount) {
        return isFile(mount) ? tree.file(mount.intent(), mount.target()) : directory(mount);
    }

    private boolean isFile(MountRequest mount) {
        return facts.fileSources().contains(mount.index());
    }

    private Fd source(MountRequest mount) {
        Optional<Fd.Number> open = Optional.ofNullable(facts.open().mounts().get(mount.index()));
        return open.isPresent() ? open.get() : plan.call(mount.intent(), mount.openSource());
    }

    /** Ends the plan with ENOTDIR when the target of a file is a directory; the kernel would only say EINVAL. */
    private void refuseDirectory(MountRequest mount, Fd file) {
        String intent = mount.intent() + ": the target is a directory, the source is not";
        plan.callThen(
                intent,
                tree.openDirectory(mount.target()),
                Set.of(Errno.ENOENT, Errno.ENOTDIR),
                () -> plan.call(
                        intent, new FileCall.Openat(file, ".", Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0)));
    }

    private void remount(MountRequest mount) {
        String intent = mount.intent();
        Slot target = tree.existing(intent, mount.target());
        if (!mount.options().bind()) {
            Slot context = plan.call(intent, new MountCall.Fspick(target));
            configure(mount, context, mount.options().superblock());
            configure(mount, context, mount.options().data());
            plan.call(intent, new MountCall.FsconfigReconfigure(context));
            close(intent, context);
        }
        change(intent, target, false, mount.options().attributes());
        change(intent, target, true, mount.options().recursiveAttributes());
        propagate(mount, target);
        close(intent, target);
    }

    private void fresh(MountRequest mount) {
        if (mount.options().hasLongValue()) {
            classic(mount);
        } else {
            attachNew(mount, make(mount), directory(mount));
        }
    }

    /** A new file system, not attached. */
    Fd make(MountRequest mount) {
        String intent = mount.intent();
        Optional<String> callers = rootfs.callersMount(mount.type());
        if (callers.isPresent()) {
            return makeOrBind(mount, callers.get());
        }
        Slot context = plan.call(intent, new MountCall.Fsopen(mount.type()));
        if (!mount.source().isEmpty()) {
            plan.call(intent, new MountCall.FsconfigString(context, "source", mount.source()));
        }
        configure(mount, context, superblock(mount));
        inheritedMode(mount).ifPresent(mode -> configure(mount, context, List.of(mode)));
        configure(mount, context, mount.options().data());
        plan.call(intent, new MountCall.FsconfigCreate(context));
        Slot made = plan.call(
                intent, new MountCall.Fsmount(context, attributes(mount).set()));
        close(intent, context);
        return made;
    }

    /**
     * A new sysfs, procfs or mqueue or, where the kernel refuses one (in a user namespace that does not own the network,
     * the pids or the queues, or in a container whose own is masked), a bind of the caller's, which shows the same.
     */
    private Fd makeOrBind(MountRequest mount, String callers) {
        String intent = mount.intent();
        Slot context = plan.callThen(intent, new MountCall.Fsopen(mount.type()), Set.of(Errno.EPERM), () -> {
            var opened = new Slot(plan.steps().size() - 1);
            if (!mount.source().isEmpty()) {
                plan.call(intent, new MountCall.FsconfigString(opened, "source", mount.source()));
            }
            configure(mount, opened, superblock(mount));
            configure(mount, opened, mount.options().data());
            plan.attempt(intent, new MountCall.FsconfigCreate(opened), Set.of(Errno.EPERM));
        });
        // EBADF without a context, EINVAL without a file system in it.
        Slot made = plan.callOrElse(
                intent,
                new MountCall.Fsmount(context, Set.of()),
                Set.of(Errno.EPERM, Errno.EBADF, Errno.EINVAL),
                () -> plan.call(
                        intent + " (bind of the caller's)", new MountCall.OpenTree(Fd.CWD, callers, true, true)));
        plan.attempt(intent, new FileCall.Close(context), Set.of(Errno.EBADF));
        change(intent, made, true, mount.options().attributes());
        return made;
    }

    void attachNew(MountRequest mount, Fd made, Fd target) {
        change(mount.intent(), made, true, mount.options().recursiveAttributes());
        attach(mount, made, target);
        settle(mount, made);
    }

    /** mount(2), for values that are too long for fsconfig(2). On the working directory, which no path leads to. */
    private void classic(MountRequest mount) {
        String intent = mount.intent();
        Slot target = directory(mount);
        refuseProcfs(mount, target);
        plan.call(intent, new FileCall.Fchdir(target));
        List<FilesystemOption> options =
                new ArrayList<>(inheritedMode(mount).stream().toList());
        options.addAll(mount.options().data());
        String data = options.stream().map(FilesystemOption::toString).collect(Collectors.joining(","));
        plan.call(
                intent, new MountCall.Mount(mount.source(), ".", mount.type(), classicFlags(superblock(mount)), data));
        plan.call(intent, new FileCall.Chdir("/"));
        close(intent, target);
        Slot made = directory(mount);
        change(intent, made, false, attributes(mount));
        change(intent, made, true, mount.options().recursiveAttributes());
        propagate(mount, made);
        settle(mount, made);
    }

    private static Set<MountFlag> classicFlags(List<FilesystemOption> superblock) {
        Set<MountFlag> flags = EnumSet.noneOf(MountFlag.class);
        for (FilesystemOption option : superblock) {
            switch (option.key()) {
                case "ro" -> flags.add(MountFlag.MS_RDONLY);
                case "rw" -> flags.remove(MountFlag.MS_RDONLY);
                case "sync" -> flags.add(MountFlag.MS_SYNCHRONOUS);
                case "async" -> flags.remove(MountFlag.MS_SYNCHRONOUS);
                case "dirsync" -> flags.add(MountFlag.MS_DIRSYNC);
                case "mand" -> flags.add(MountFlag.MS_MANDLOCK);
                case "nomand" -> flags.remove(MountFlag.MS_MANDLOCK);
                case "lazytime" -> flags.add(MountFlag.MS_LAZYTIME);
                case "nolazytime" -> flags.remove(MountFlag.MS_LAZYTIME);
                default -> throw new IllegalArgumentException("not a flag of mount(2): " + option);
            }
        }
        return flags;
    }

    private void settle(MountRequest mount, Fd made) {
        if (mount.readOnlyLast()) {
            readOnlyLast.add(made);
        } else {
            close(mount.intent(), made);
        }
    }

    /** The mounts that become read-only when all are made, in their order. */
    List<Fd> readOnlyLast() {
        return List.copyOf(readOnlyLast);
    }

    /** Takes over those of an earlier plan. */
    void makeReadOnlyLast(List<Fd> mounts) {
        readOnlyLast.addAll(mounts);
    }

    private static AttributeChange attributes(MountRequest mount) {
        AttributeChange attributes = mount.options().attributes();
        return mount.readOnlyLast() ? attributes.unchanged(MountAttr.MOUNT_ATTR_RDONLY) : attributes;
    }

    private static List<FilesystemOption> superblock(MountRequest mount) {
        return mount.options().superblock().stream()
                .filter(option -> !(mount.readOnlyLast() && option.key().equals("ro")))
                .toList();
    }

    private Optional<FilesystemOption> inheritedMode(MountRequest mount) {
        return Optional.ofNullable(facts.coveredModes().get(mount.index()))
                .map(mode -> FilesystemOption.parse("mode=%04o".formatted(mode), "/mounts/" + mount.index()));
    }

    private void configure(MountRequest mount, Slot context, List<FilesystemOption> options) {
        for (FilesystemOption option : options) {
            plan.call(mount.intent() + ": option " + option, option.call(context));
        }
    }

    /** The directory that a mount goes to. */
    Slot directory(MountRequest mount) {
        return mount.needsRealDirectory()
                ? tree.realDirectory(mount.intent(), mount.target())
                : tree.directory(mount.intent(), mount.target());
    }

    private void attach(MountRequest mount, Fd made, Fd target) {
        refuseProcfs(mount, target);
        plan.call(mount.intent(), new MountCall.MoveMount(made, target));
        propagate(mount, made);
        close(mount.intent(), target);
    }

    /** A link in the rootfs may lead a harmless looking target into /proc. */
    void refuseProcfs(MountRequest mount, Fd target) {
        if (mount.target().startsWith(PROC)) {
            return;
        }
        var call = new FileCall.Fstatfs(target);
        Slot type = plan.call(mount.intent(), call);
        checks.add(outcome -> {
            if (call.lift(new Reply(outcome.value(type), outcome.outs(type))) == FileCall.Fstatfs.PROC_SUPER_MAGIC) {
                throw leadsIntoProcfs(mount);
            }
        });
    }

    private void propagate(MountRequest mount, Fd made) {
        for (Propagation propagation : mount.options().propagation()) {
            plan.call(mount.intent() + ": set its propagation", propagation.call(made));
        }
    }

    private void change(String intent, Fd mount, boolean recursive, AttributeChange change) {
        if (!change.isEmpty()) {
            plan.call(
                    intent + ": set its attributes",
                    new MountCall.MountSetattr(mount, recursive, change.set(), change.clear(), Set.of()));
        }
    }

    private void close(String intent, Fd fd) {
        plan.call(intent, new FileCall.Close(fd));
    }
}
