package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private final RootfsFacts facts;
    private final CgroupPlanner cgroups;
    private final List<Prepared.Check> checks;
    private final List<Slot> readOnlyLast = new ArrayList<>();

    MountPlanner(Plan plan, RootTree tree, RootfsFacts facts, CgroupView cgroups, List<Prepared.Check> checks) {
        this.plan = plan;
        this.tree = tree;
        this.facts = facts;
        this.cgroups = new CgroupPlanner(plan, tree, cgroups);
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
        boolean file = facts.fileSources().contains(mount.index());
        String intent = mount.intent();
        Fd source = source(mount);
        change(intent, source, false, mount.options().attributes());
        change(intent, source, true, mount.options().recursiveAttributes());
        if (file) {
            refuseDirectory(mount, source);
        }
        attach(mount, source, file ? tree.file(intent, mount.target()) : directory(mount));
        close(intent, source);
    }

    private Fd source(MountRequest mount) {
        Optional<Fd.Number> open = Optional.ofNullable(facts.openSources().get(mount.index()));
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
        String intent = mount.intent();
        Slot context = plan.call(intent, new MountCall.Fsopen(mount.type()));
        if (!mount.source().isEmpty()) {
            plan.call(intent, new MountCall.FsconfigString(context, "source", mount.source()));
        }
        configure(mount, context, superblock(mount));
        inheritedMode(mount).ifPresent(mode -> configure(mount, context, List.of(mode)));
        configure(mount, context, mount.options().data());
        plan.call(intent, new MountCall.FsconfigCreate(context));
        AttributeChange attributes = attributes(mount);
        Slot made = plan.call(intent, new MountCall.Fsmount(context, attributes.set()));
        close(intent, context);
        change(intent, made, true, mount.options().recursiveAttributes());
        attach(mount, made, directory(mount));
        if (mount.readOnlyLast()) {
            readOnlyLast.add(made);
        } else {
            close(intent, made);
        }
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

    private Slot directory(MountRequest mount) {
        return mount.needsRealDirectory()
                ? tree.realDirectory(mount.intent(), mount.target())
                : tree.directory(mount.intent(), mount.target());
    }

    private void attach(MountRequest mount, Fd made, Slot target) {
        refuseProcfs(mount, target);
        plan.call(mount.intent(), new MountCall.MoveMount(made, target));
        propagate(mount, made);
        close(mount.intent(), target);
    }

    /** A link in the rootfs may lead a harmless looking target into /proc. */
    private void refuseProcfs(MountRequest mount, Slot target) {
        if (mount.target().startsWith(PROC)) {
            return;
        }
        var call = new FileCall.Fstatfs(target);
        Slot type = plan.call(mount.intent(), call);
        checks.add(outcome -> {
            if (call.lift(new Reply(outcome.value(type), outcome.outs(type))) == FileCall.Fstatfs.PROC_SUPER_MAGIC) {
                throw new InvalidInputException(
                        mount.intent() + ": a symbolic link leads the target into a procfs; remove it from the rootfs");
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
