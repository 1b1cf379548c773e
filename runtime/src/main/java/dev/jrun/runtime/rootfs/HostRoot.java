package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.MountQuery.MountFacts;
import dev.jrun.runtime.syscall.MountQuery.MountId;
import dev.jrun.runtime.syscall.MountQuery.Statmount;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Optional;
import java.util.Set;

/**
 * The root of this JVM's mount namespace, which a container's begins with.
 *
 * <p>It may be mounted on what the kernel has started with, the empty file system {@code rootfs}, as switch_root(8) and the
 * kernel itself do it. Such a root can be unmounted and another be mounted in its place. It must not be where what it is
 * mounted on is shared with another namespace: there it would be gone, too.
 */
public final class HostRoot {
    /** ENOSYS, EINVAL: a kernel before 6.8. EPERM: a caller that may not look at what it can't reach. */
    private static final Set<Errno> UNKNOWN = Set.of(Errno.ENOSYS, Errno.EINVAL, Errno.EPERM, Errno.ENOENT);

    /** The machine's first user namespace, by the number that it has since Linux 3.8. In others the root is locked. */
    private static final String FIRST = "user:[4026531837]";

    private HostRoot() {}

    /** Whether {@link RootWay#REPLACE} is possible for a container without a user namespace. */
    public static boolean isReplaceable(SyscallExecutor local) {
        return ask(local, new Readlinkat(Fd.CWD, "/proc/self/ns/user"))
                .filter(FIRST::equals)
                .flatMap(first -> ask(local, new MountId("/")))
                .flatMap(id -> id)
                .flatMap(root -> ask(local, new Statmount(root)))
                .flatMap(root -> ask(local, new Statmount(root.parent())))
                .filter(HostRoot::isTheFirst)
                .isPresent();
    }

    private static boolean isTheFirst(MountFacts below) {
        return below.parent() == below.id() && !below.shared() && below.type().equals("rootfs");
    }

    private static <R> Optional<R> ask(SyscallExecutor local, Syscall<R> question) {
        var plan = new Plan();
        Slot answer = plan.attempt("look at what the root is mounted on", question, UNKNOWN);
        Reply reply = local.run(plan).reply(answer);
        return reply.failed() ? Optional.empty() : Optional.of(question.lift(reply));
    }
}
