package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Fstatfs;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.MountCall.FsconfigCreate;
import dev.jrun.runtime.syscall.MountCall.Fsmount;
import dev.jrun.runtime.syscall.MountCall.Fsopen;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall;
import java.util.Optional;
import java.util.Set;

/**
 * A descriptor of the root of a procfs that no container could have put another file in place of (CVE-2019-16884,
 * CVE-2025-52881). Writes go below it, without following a link or crossing into another mount.
 */
public final class ProcfsHandle {
    private static final long PROC_ROOT_INODE = 1;
    private static final Set<Errno> NO_PRIVATE_MOUNT = Set.of(Errno.EPERM, Errno.ENOSYS);
    private static final Set<MountAttr> ATTRIBUTES =
            Set.of(MountAttr.MOUNT_ATTR_NOSUID, MountAttr.MOUNT_ATTR_NODEV, MountAttr.MOUNT_ATTR_NOEXEC);
    private static final Set<OpenFlag> DIRECTORY = Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW);
    private static final Set<ResolveFlag> BELOW = Set.of(
            ResolveFlag.RESOLVE_BENEATH,
            ResolveFlag.RESOLVE_NO_SYMLINKS,
            ResolveFlag.RESOLVE_NO_MAGICLINKS,
            ResolveFlag.RESOLVE_NO_XDEV);

    private final Plan plan = new Plan();
    private final Optional<Slot> privateMount;
    private final Slot root;
    private final Fstatfs fstatfs;
    private final Slot filesystem;
    private final Statx statx;
    private final Slot status;

    private ProcfsHandle(boolean ownMount) {
        privateMount = ownMount ? Optional.of(planPrivateMount()) : Optional.empty();
        root = plan.call("open /proc", new Openat(Fd.CWD, "/proc", DIRECTORY, 0));
        fstatfs = new Fstatfs(root);
        filesystem = plan.call("look at /proc", fstatfs);
        statx = new Statx(root, "", Set.of(AtFlag.AT_EMPTY_PATH));
        status = plan.call("look at /proc", statx);
    }

    /** Opens the caller's {@code /proc} and checks what it is. For the main stub, which is in no container. */
    public static ProcfsHandle ofCaller() {
        return new ProcfsHandle(false);
    }

    /**
     * Mounts a procfs that no path leads to. For init, before pivot_root(2): a kernel that refuses such a mount (inside
     * another container) leaves the caller's {@code /proc}, which is checked as {@link #ofCaller} does.
     */
    public static ProcfsHandle ofInit() {
        return new ProcfsHandle(true);
    }

    private Slot planPrivateMount() {
        Slot mount = new Slot(2);
        Slot context = new Slot(0);
        plan.callThen("open a private procfs", new Fsopen("proc"), NO_PRIVATE_MOUNT, () -> {
            plan.call("make a private procfs", new FsconfigCreate(context));
            plan.attempt("mount a private procfs", new Fsmount(context, ATTRIBUTES), NO_PRIVATE_MOUNT);
            plan.call("close the private procfs's context", new Close(context));
        });
        return mount;
    }

    public Plan plan() {
        return plan;
    }

    /**
     * The procfs's root, a descriptor of the process that ran the plan.
     *
     * @throws UnsupportedFeatureException where {@code /proc} is something else
     */
    public Fd check(Outcome outcome) {
        Optional<Slot> mounted = privateMount
                .filter(outcome::ran)
                .filter(slot -> outcome.failure(slot).isEmpty());
        if (mounted.isPresent()) {
            return outcome.fd(mounted.get());
        }
        if (lift(fstatfs, filesystem, outcome) != Fstatfs.PROC_SUPER_MAGIC) {
            throw new UnsupportedFeatureException("/proc is not a procfs; mount one there");
        }
        if (lift(statx, status, outcome).inode() != PROC_ROOT_INODE) {
            throw new UnsupportedFeatureException("/proc is not the root of a procfs; mount one there");
        }
        return outcome.fd(root);
    }

    private static <R> R lift(Syscall<R> call, Slot slot, Outcome outcome) {
        return call.lift(new Reply(outcome.value(slot), outcome.outs(slot)));
    }

    /** Adds steps that write {@code text} in one go to the file at {@code path} below {@code procfs}. */
    static void write(Plan plan, Fd procfs, String path, String text, String intent) {
        Slot file = plan.call(intent, open(procfs, path));
        plan.call(intent, Write.text(file, text));
        plan.call(intent, new Close(file));
    }

    /** As {@link #write}, but goes on where the kernel refuses it with {@code tolerated}. */
    static void tryWrite(Plan plan, Fd procfs, Content content, String intent, Set<Errno> tolerated) {
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, open(procfs, content.path()), tolerated, () -> {
            plan.attempt(intent, Write.text(file, content.text()), tolerated);
            plan.call(intent, new Close(file));
        });
    }

    /** What to write, and to which file below the procfs. */
    record Content(String path, String text) {}

    static Openat2 open(Fd procfs, String path) {
        return new Openat2(procfs, path, Set.of(OpenFlag.O_WRONLY), 0, BELOW);
    }
}
