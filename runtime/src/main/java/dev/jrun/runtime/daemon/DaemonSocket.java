package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall.Flock;
import dev.jrun.runtime.syscall.DescriptorCall.Ftruncate;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileCall.Umask;
import dev.jrun.runtime.syscall.FileCall.Unlinkat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.Listen;
import dev.jrun.runtime.syscall.SocketCall.Shutdown;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * The socket that a daemon listens on, in a folder that is its user's alone. Only one daemon has it: whoever has the lock.
 * So a socket file that is there when the lock is free was left behind by a daemon that is dead, and is replaced.
 */
public final class DaemonSocket {
    private static final int QUEUE = 4096;
    private static final int OWNER_ONLY = 0600;
    private static final int WRITABLE_TO_OTHERS = 0022;
    private static final int NOBODY_ELSE = 0177;

    private final SyscallExecutor local;
    private final Fd listener;
    private final Path path;
    private final boolean given;

    private DaemonSocket(SyscallExecutor local, Fd listener, Path path, boolean given) {
        this.local = local;
        this.listener = listener;
        this.path = path;
        this.given = given;
    }

    /** Makes the socket in {@code folder}, and the folder. Leaves this process with a umask for its owner alone. */
    static DaemonSocket open(SyscallExecutor local, Path folder, long pid) {
        local.call("set the umask", new Umask(NOBODY_ELSE & ~0100));
        makeFolder(local, folder);
        lock(local, new DaemonFolder(folder), pid);
        Path path = new DaemonFolder(folder).socket();
        var plan = new Plan();
        String intent = "make the socket " + path;
        Slot socket = plan.call(intent, new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        plan.attempt(intent, new Unlinkat(Fd.CWD, path.toString(), false), Set.of(Errno.ENOENT));
        plan.call(intent, new Umask(NOBODY_ELSE));
        plan.call(intent, new BindUnix(socket, path.toString()));
        plan.call(intent, new Umask(NOBODY_ELSE & ~0100));
        plan.call(intent, new Listen(socket, QUEUE));
        return new DaemonSocket(local, local.run(plan).fd(socket), path, false);
    }

    /** The socket that a service manager has made and listens on. */
    static DaemonSocket given(SyscallExecutor local, Fd listener, Path folder, long pid) {
        local.call("set the umask", new Umask(NOBODY_ELSE & ~0100));
        lock(local, new DaemonFolder(folder), pid);
        return new DaemonSocket(local, listener, new DaemonFolder(folder).socket(), true);
    }

    private static void makeFolder(SyscallExecutor local, Path folder) {
        String intent = "make the folder " + folder;
        for (int i = 1; i <= folder.getNameCount(); i++) {
            Path path = folder.getRoot().resolve(folder.subpath(0, i));
            var plan = new Plan();
            plan.attempt(intent, new Mkdirat(Fd.CWD, path.toString(), 0700), Set.of(Errno.EEXIST, Errno.EROFS));
            local.run(plan);
        }
        FileStatus status = local.call(intent, new Statx(Fd.CWD, folder.toString(), Set.of()));
        long uid = local.call("ask for the uid", new ProcessCall.Id(SyscallNumber.GETEUID));
        if (status.uid() != uid || (status.mode() & WRITABLE_TO_OTHERS) != 0) {
            throw new InvalidInputException(
                    folder + ": other users may write to it; a daemon needs a folder of its user's alone");
        }
    }

    private static void lock(SyscallExecutor local, DaemonFolder folder, long pid) {
        String intent = "lock " + folder.lock();
        var plan = new Plan();
        Slot file = plan.call(
                intent,
                new Openat(Fd.CWD, folder.lock().toString(), Set.of(OpenFlag.O_RDWR, OpenFlag.O_CREAT), OWNER_ONLY));
        plan.call(intent, new Flock(file, Flock.LOCK_EX | Flock.LOCK_NB));
        plan.call(intent, new Ftruncate(file, 0));
        plan.call(intent, new Write(file, Long.toString(pid).getBytes(StandardCharsets.US_ASCII)));
        try {
            local.run(plan);
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EAGAIN)) {
                throw new ContainerStateException("a daemon runs already: see 'jrun daemon status'");
            }
            throw failure;
        }
    }

    Fd listener() {
        return listener;
    }

    /** Ends the listening. Callers that wait in the queue see the end of their connection, and start a cold engine. */
    void close() {
        if (given) {
            return;
        }
        var plan = new Plan();
        plan.attempt("remove the socket", new Unlinkat(Fd.CWD, path.toString(), false), Set.of(Errno.ENOENT));
        plan.call("end the listening", new Shutdown(listener));
        local.run(plan);
    }
}
