package dev.jrun.runtime.container;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.DescriptorCall.Flock;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The right to change one container. The kernel takes it back when its holder dies. It may be closed after the
 * container's folder was removed.
 *
 * <p>It is a flock(2), which belongs to the open file: unlike the locks of fcntl(2), which belong to a process, it keeps
 * the sessions of one engine from each other, and doesn't end when another session closes the same file.
 */
public final class ContainerLock implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;
    private static final Set<Errno> NOT_THERE = Set.of(Errno.ENOENT, Errno.ENOTDIR);

    private final SyscallExecutor local;
    private final Fd file;

    private ContainerLock(SyscallExecutor local, Fd file) {
        this.local = local;
        this.file = file;
    }

    /** Waits for the lock; nothing when there is no such container, or no more. */
    static Optional<ContainerLock> of(SyscallExecutor local, ContainerId id, Path directory) {
        String intent = "lock container " + id;
        String path = directory.toString();
        long end = System.nanoTime() + LIMIT_SECONDS * 1_000_000_000;
        while (System.nanoTime() - end < 0) {
            Optional<Fd> file = open(local, intent, path);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            if (tryLock(local, intent, file.get(), path)) {
                return Optional.of(new ContainerLock(local, file.get()));
            }
            pause(intent);
        }
        throw new ContainerStateException("container " + id + " has been changed by another jrun for " + LIMIT_SECONDS
                + " seconds: try again later");
    }

    private static void pause(String intent) {
        try {
            // A flock that blocks knows no time limit, and would hold a thread of the daemon for good.
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerStateException(intent + ": interrupted");
        }
    }

    private static boolean tryLock(SyscallExecutor local, String intent, Fd file, String path) {
        boolean locked = false;
        try {
            locked = lock(local, intent, file, path);
            return locked;
        } finally {
            if (!locked) {
                local.call(intent, new Close(file));
            }
        }
    }

    private static Optional<Fd> open(SyscallExecutor local, String intent, String path) {
        try {
            return Optional.of(local.call(intent, new Openat(Fd.CWD, path, Set.of(OpenFlag.O_DIRECTORY), 0)));
        } catch (SyscallException failure) {
            if (NOT_THERE.contains(failure.errno())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static boolean lock(SyscallExecutor local, String intent, Fd file, String path) {
        var opened = new Statx(file, "", Set.of(AtFlag.AT_EMPTY_PATH));
        var named = new Statx(Fd.CWD, path, Set.of());
        var plan = new Plan();
        plan.call(intent, new Flock(file, Flock.LOCK_EX | Flock.LOCK_NB));
        Slot mine = plan.call(intent, opened);
        Slot there = plan.call(intent, named);
        try {
            Outcome outcome = local.run(plan);
            // The folder may have been removed and made anew since the file was opened: then the lock means nothing.
            return inode(opened, outcome, mine) == inode(named, outcome, there);
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EAGAIN) || failure.errno().equals(Errno.ENOENT)) {
                return false;
            }
            throw failure;
        }
    }

    private static long inode(Statx stat, Outcome outcome, Slot slot) {
        return stat.lift(new Reply(outcome.value(slot), outcome.outs(slot))).inode();
    }

    @Override
    public void close() {
        local.call("unlock a container", new Close(file));
    }
}
