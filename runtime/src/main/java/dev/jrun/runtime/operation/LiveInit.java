package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.PidfdSendSignal;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A container's init by a pidfd, so that no signal ever reaches another process that got its pid. */
final class LiveInit implements AutoCloseable {
    /** Runs calls in the caller's own namespaces. */
    private final SyscallExecutor host;

    private final Fd.Number pidfd;

    private LiveInit(SyscallExecutor host, Fd.Number pidfd) {
        this.host = host;
        this.pidfd = pidfd;
    }

    /** Takes hold of {@code init}; nothing when it has ended. */
    static Optional<LiveInit> of(SyscallExecutor host, InitProcess init) {
        if (!new ProcessTable().isAlive(init)) {
            return Optional.empty();
        }
        try {
            Fd pidfd = host.call("open process " + init.pid(), new PidfdOpen(init.pid()));
            var live = new LiveInit(host, (Fd.Number) pidfd);
            // Asked with the pidfd in hand: from here on the pid can't be given to another process unseen.
            if (new ProcessTable().isAlive(init)) {
                return Optional.of(live);
            }
            live.close();
            return Optional.empty();
        } catch (SyscallException failure) {
            // Older kernels (seen on 6.1) say EINVAL while the number is still in use, as that of a session.
            if (Set.of(Errno.ESRCH, Errno.EINVAL).contains(failure.errno())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** A descriptor of the process that calls are run in. */
    Fd.Number pidfd() {
        return pidfd;
    }

    /** Sends a signal; false when the process has ended. */
    boolean signal(int signal) {
        try {
            host.call("send signal " + signal, new PidfdSendSignal(pidfd, signal));
            return true;
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.ESRCH)) {
                return false;
            }
            throw failure;
        }
    }

    /** Waits until the process has ended, for at most {@code millis}; false when it has not. */
    boolean awaitEnd(long millis) {
        int[] events = host.call("wait for init", new Ppoll(List.of(pidfd.value()), Ppoll.POLLIN, millis));
        return events[0] != 0;
    }

    @Override
    public void close() {
        host.call("close a pidfd", new Close(pidfd));
    }
}
