package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Errno;
import java.util.Set;

/** What the kernel says where another clone may work. */
final class CloneRefusal {
    /**
     * No clone3, or one that is too old or filtered; a cgroup that takes no process, or none from here, or no more. A
     * clone that goes there by itself finds out which.
     */
    static final Set<Errno> NOT_INTO_CGROUP = Set.of(
            Errno.ENOSYS,
            Errno.E2BIG,
            Errno.EINVAL,
            Errno.EPERM,
            Errno.EACCES,
            Errno.EBADF,
            Errno.EBUSY,
            Errno.EOPNOTSUPP,
            Errno.ENOENT,
            Errno.ENODEV,
            Errno.EAGAIN);

    /** A cgroup that isn't there, or not for this caller. */
    static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM);

    private CloneRefusal() {}
}
