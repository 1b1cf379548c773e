package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.spec.Config;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Process;
import dev.jrun.spec.Root;
import dev.jrun.spec.RootfsPropagation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The root file system of one container. Making it takes four plans of the container's init: {@link #probe}, {@link
 * #prepare}, {@link #enter}, {@link #finish}; before them, where it has {@link #sources}, one of a process outside.
 */
public final class Rootfs {
    private final String path;
    private final boolean readOnly;
    private final Linux linux;
    private final boolean terminal;
    private final boolean hooked;
    private final List<MountRequest> mounts;
    private final List<DeviceNode> devices;
    private final CgroupView cgroups;
    private final PreparationMemory entered = new PreparationMemory();

    private Rootfs(Config config, Root root, Path bundle, List<MountRequest> mounts, CgroupView cgroups) {
        this.path = bundle.resolve(root.path()).normalize().toString();
        this.readOnly = root.readonly();
        this.linux = config.linux().orElse(Linux.EMPTY);
        this.terminal = config.process().filter(Process::terminal).isPresent();
        this.hooked = config.hooks().orElse(Hooks.NONE).runAtCreation();
        this.mounts = mounts;
        this.devices = DeviceNode.all(linux.devices());
        this.cgroups = cgroups;
    }

    /**
     * Reads what {@code config} says of the root file system and refuses what cannot be done, with its JSON pointer.
     *
     * @param bundle the absolute path of the bundle
     * @param cgroups what a mount of type cgroup shows
     */
    public static Rootfs of(Config config, Path bundle, CgroupView cgroups) {
        Root root = config.root().orElseThrow(() -> new InvalidInputException("/root: a container needs a root"));
        Linux linux = config.linux().orElse(Linux.EMPTY);
        List<MountRequest> mounts = IntStream.range(0, config.mounts().size())
                .mapToObj(i -> MountRequest.parse(i, config.mounts().get(i), bundle)
                        .labelled(linux.mountLabel().orElse("")))
                .toList();
        mounts.forEach(MountPlanner::refuse);
        var rootfs = new Rootfs(config, root, bundle, mounts, cgroups);
        rootfs.refuseWithoutMountNamespace();
        rootfs.refuseMapsOfNobody();
        return rootfs;
    }

    private void refuseWithoutMountNamespace() {
        if (has(NamespaceType.MOUNT)) {
            return;
        }
        refuseIf(!mounts.isEmpty(), "/mounts/0");
        refuseIf(readOnly, "/root/readonly");
        refuseIf(!linux.maskedPaths().isEmpty(), "/linux/maskedPaths");
        refuseIf(!linux.readonlyPaths().isEmpty(), "/linux/readonlyPaths");
        refuseIf(linux.rootfsPropagation().isPresent(), "/linux/rootfsPropagation");
        refuseIf(has(NamespaceType.USER), "/linux/namespaces");
    }

    private void refuseMapsOfNobody() {
        for (MountRequest mount : mounts) {
            boolean containers =
                    mount.options().idMap().filter(IdMap::isContainers).isPresent();
            if (containers && !has(NamespaceType.USER)) {
                throw new InvalidInputException("/mounts/" + mount.index()
                        + "/options: idmap without uidMappings and gidMappings uses those of the container's user "
                        + "namespace, and it has none");
            }
        }
    }

    private static void refuseIf(boolean present, String pointer) {
        if (present) {
            throw new InvalidInputException(
                    pointer + ": needs a mount namespace; add {\"type\": \"mount\"} to /linux/namespaces");
        }
    }

    private boolean has(NamespaceType type) {
        return linux.namespaces().stream().anyMatch(namespace -> namespace.type() == type);
    }

    /** The mount options that are not left to the file system, sorted: what {@code features} lists. */
    public static List<String> mountOptions() {
        return MountOptions.knownWords();
    }

    /** The absolute path of the root file system on the host. */
    public String path() {
        return path;
    }

    /**
     * The sources of bind mounts that init can't open by itself.
     *
     * @param privileged whether the caller has root's privileges; without them a mapped root sees what the caller does
     */
    public SourceOpening sources(boolean privileged) {
        for (MountRequest mount : mounts) {
            if (!privileged && mount.options().idMap().isPresent()) {
                throw new UnsupportedFeatureException(
                        "/mounts/" + mount.index() + ": an id-mapped mount needs root's privileges on the host");
            }
        }
        return new SourceOpening(
                Optional.empty(),
                mounts.stream()
                        .filter(mount -> privileged && mount.kind() == MountRequest.Kind.BIND)
                        .filter(mount -> has(NamespaceType.USER)
                                || mount.options().idMap().isPresent())
                        .toList());
    }

    /**
     * Asks what the plans have to know of the host.
     *
     * @param open what {@link #sources} has opened
     */
    public Probe probe(OpenSources open) {
        return new Probe(path, mounts, cgroups, open);
    }

    /** Whether init, with the privileges of a user namespace, can't get to the root file system by its path. */
    public boolean isOutOfReach(SyscallExecutor init) {
        if (!has(NamespaceType.USER)) {
            return false;
        }
        var plan = new Plan();
        Slot looked = plan.attempt(
                "look at the rootfs " + path, new FileCall.Statx(Fd.CWD, path + "/.", Set.of()), Set.of(Errno.EACCES));
        return init.run(plan).failure(looked).isPresent();
    }

    /** Makes all but the change of the root. Sets the umask to 022, runc's default. */
    public Preparation prepare(RootfsFacts facts) {
        return new Preparation(this, facts);
    }

    /**
     * As above, and moves into the root and finishes it, where that takes no more than one plan; the root is closed then.
     * What was planned last is kept, and given to whoever asks for the same.
     *
     * @param inside adds what is to be done in the root before that may become read-only; equal where that is the same
     */
    public Preparation prepareAndEnter(RootfsFacts facts, RootWay way, Consumer<Plan> inside) {
        return entered.of(this, facts, way, inside);
    }

    /** These mounts for a container that runs already; refuses those that can only be made at its creation. */
    public LiveMounts live() {
        return new LiveMounts(this);
    }

    /** Whether it has something to show of the container's cgroups. */
    public boolean showsCgroups() {
        return mounts.stream().anyMatch(mount -> mount.kind() == MountRequest.Kind.CGROUP);
    }

    List<MountRequest> mounts() {
        return mounts;
    }

    CgroupView cgroups() {
        return cgroups;
    }

    /** Where the caller has a mount that would show what a new one of this type does. */
    Optional<String> callersMount(String type) {
        return switch (type) {
            case "sysfs" -> Optional.of("/sys");
            case "proc" -> has(NamespaceType.PID) ? Optional.empty() : Optional.of("/proc");
            case "mqueue" -> has(NamespaceType.IPC) ? Optional.empty() : Optional.of("/dev/mqueue");
            default -> Optional.empty();
        };
    }

    /** The first steps: the root, attached and by its descriptor. */
    Slot begin(Plan plan, OpenSources open) {
        plan.call("set the umask", new FileCall.Umask(0));
        FileCall.Openat root = open.openRoot(path);
        return has(NamespaceType.MOUNT) ? attachRoot(plan, root) : plan.call(openIntent(), root);
    }

    void makeDevices(Plan plan, RootTree tree, List<Check> checks) {
        if (makesDevices()) {
            new DevicePlanner(plan, tree, nodes(), checks).make(devices, terminal);
        }
    }

    /** The last steps, when all is mounted. */
    void end(Plan plan, RootTree tree, List<Check> checks) {
        var masks = new MaskPlanner(plan, tree, checks);
        masks.readOnly(linux.readonlyPaths());
        masks.mask(linux.maskedPaths());
        plan.call("set the umask", new FileCall.Umask(022));
    }

    private DevicePlanner.Nodes nodes() {
        if (!has(NamespaceType.MOUNT)) {
            return DevicePlanner.Nodes.MADE;
        }
        return has(NamespaceType.USER) ? DevicePlanner.Nodes.BOUND : DevicePlanner.Nodes.MADE_OR_BOUND;
    }

    /** A /dev that is bound from the host has its own nodes already. */
    private boolean makesDevices() {
        return mounts.stream()
                .noneMatch(mount -> mount.kind() == MountRequest.Kind.BIND
                        && mount.target().toString().equals("/dev"));
    }

    /** Whether {@code /dev} is a new file system, with nothing in it but what is made there. */
    public boolean hasOwnDevices() {
        return mounts.stream()
                .anyMatch(mount -> mount.kind() == MountRequest.Kind.FRESH
                        && mount.target().toString().equals("/dev"));
    }

    private String openIntent() {
        return "open the rootfs " + path;
    }

    private Slot attachRoot(Plan plan, FileCall.Openat open) {
        Propagation propagation = linux.rootfsPropagation().map(Propagation::of).orElse(Propagation.RECURSIVE_SLAVE);
        Slot host = plan.call("open the host's root", Probe.openDirectory("/"));
        plan.call("set the propagation of the host's root", propagation.call(host));
        plan.call("close the host's root", new FileCall.Close(host));
        if (!propagation.equals(Propagation.RECURSIVE_SLAVE) && !propagation.equals(Propagation.RECURSIVE_PRIVATE)) {
            makeParentPrivate(plan, Path.of(path));
        }
        Slot directory = plan.call(openIntent(), open);
        Slot root = plan.call("copy the mount of " + path, new MountCall.OpenTree(directory, "", true, true));
        plan.call("attach the rootfs " + path, new MountCall.MoveMount(root, directory));
        plan.call("attach the rootfs " + path, new FileCall.Close(directory));
        return root;
    }

    /**
     * Makes the mount private that the rootfs lies on: pivot_root(2) wants it, and nothing may leak to the host. The
     * kernel says EINVAL for a path that is not the top of a mount, so it is the first that works from below.
     */
    private void makeParentPrivate(Plan plan, Path top) {
        String intent = "make the mount of " + path + " private";
        Slot directory = plan.call(intent, Probe.openDirectory(top.toString()));
        MountCall.MountSetattr change = Propagation.PRIVATE.call(directory);
        Optional<Path> parent = Optional.ofNullable(top.getParent());
        if (parent.isPresent()) {
            plan.callOrElse(intent, change, Set.of(Errno.EINVAL), () -> {
                makeParentPrivate(plan, parent.get());
                plan.call(intent, new FileCall.Close(directory));
            });
        } else {
            plan.call(intent, change);
        }
    }

    /**
     * Makes the prepared root the process's own and lets go of the host's mounts.
     *
     * @param root from {@link Preparation#run}; it is that of the root afterwards, too
     */
    public Plan enter(Fd.Number root, RootWay way) {
        var plan = new Plan();
        Fd entered = enter(plan, root, way);
        if (!entered.equals(root)) {
            plan.call("keep the rootfs", new Dup3(entered, root.value(), true));
            plan.call("keep the rootfs", new FileCall.Close(entered));
        }
        return plan;
    }

    /** As above; gives the descriptor of the root, another one where {@code root} was closed. */
    Fd enter(Plan plan, Fd root, RootWay way) {
        var entrance = new RootEntrance(path, linux.rootfsPropagation());
        if (!has(NamespaceType.MOUNT)) {
            entrance.change(plan, root);
        } else if (way == RootWay.REPLACE) {
            return entrance.replace(plan, root);
        } else {
            entrance.pivot(plan, root);
        }
        return root;
    }

    /**
     * Whether the host's root can be replaced in the container's mount namespace, where {@link HostRoot} allows it, without
     * a difference to anybody: nothing of the container's may be shared with what is left, or be lost with it, and what
     * hooks have mounted is not known. In a user namespace the host's root is locked.
     */
    public boolean canReplaceHost() {
        boolean own = linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type() == NamespaceType.MOUNT
                        && namespace.path().isEmpty());
        return own
                && !hooked
                && !has(NamespaceType.USER)
                && isOfAll(linux.rootfsPropagation().orElse(RootfsPropagation.RSLAVE))
                && mounts.stream().noneMatch(mount -> mount.options().isUnbindable());
    }

    /** Refuses a config with which {@link #enterByMove} would reach the host. */
    public void refuseMove() {
        Optional<RootfsPropagation> propagation = linux.rootfsPropagation();
        if (has(NamespaceType.MOUNT) && propagation.isPresent() && !isOfAll(propagation.get())) {
            throw new UnsupportedFeatureException("--no-pivot: config.json: /linux/rootfsPropagation: with "
                    + propagation.get() + " the move of the root could reach the host; choose rslave or rprivate, or"
                    + " leave --no-pivot out");
        }
    }

    /** Whether none of the host's mounts is shared with the host afterwards. */
    private static boolean isOfAll(RootfsPropagation propagation) {
        return propagation == RootfsPropagation.RSLAVE || propagation == RootfsPropagation.RPRIVATE;
    }

    /**
     * Makes the prepared root the process's own where the kernel can't pivot, see {@link RootWay#MOVE}.
     *
     * @param root from {@link Preparation#run}
     * @param hidden where a whole procfs or sysfs of the host's is mounted: with one in reach, the kernel would allow
     *     a new one in spite of what is masked in the container's
     */
    public Plan enterByMove(Fd.Number root, List<String> hidden) {
        if (!has(NamespaceType.MOUNT)) {
            return enter(root, RootWay.MOVE);
        }
        var plan = new Plan();
        new RootEntrance(path, linux.rootfsPropagation()).move(plan, root, hidden);
        return plan;
    }

    /** Makes the root read-only where the config wants that: the last change of it. Closes its descriptor. */
    public Plan finish(Fd root) {
        var plan = new Plan();
        finish(plan, root);
        return plan;
    }

    void finish(Plan plan, Fd root) {
        if (readOnly) {
            AttributeChange change = AttributeChange.READ_ONLY;
            plan.call(
                    "make the root read-only",
                    new MountCall.MountSetattr(root, false, change.set(), change.clear(), Set.of()));
        }
        plan.call("close the rootfs", new FileCall.Close(root));
    }
}
