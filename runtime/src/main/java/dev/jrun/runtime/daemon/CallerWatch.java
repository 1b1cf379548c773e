package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.EpollCall.EpollCreate1;
import dev.jrun.runtime.syscall.EpollCall.EpollWait;
import dev.jrun.runtime.syscall.EpollCall.StopWatching;
import dev.jrun.runtime.syscall.EpollCall.WatchForEnd;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the session of a caller that has died. A cold engine dies with its main stub, and its channels with it; here they
 * are shut down. The end of the connection alone does not tell: the session may wait for something else, for a hook in the
 * container, say; and a clone of the main stub that was just born holds the connection, too.
 */
final class CallerWatch {
    private final SyscallExecutor local;
    private final Fd epoll;
    private final Map<Integer, SessionExecutor> sessions = new ConcurrentHashMap<>();

    private CallerWatch(SyscallExecutor local, Fd epoll) {
        this.local = local;
        this.epoll = epoll;
    }

    /** Starts to watch, in a thread of its own. */
    static CallerWatch start(SyscallExecutor local) {
        var watch = new CallerWatch(local, local.call("watch for the end of callers", new EpollCreate1()));
        var thread = new Thread(watch::run, "watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    void add(Fd.Number pidfd, SessionExecutor session) {
        sessions.put(pidfd.value(), session);
        local.call("watch a caller", new WatchForEnd(epoll, pidfd.value()));
    }

    void remove(Fd.Number pidfd) {
        if (sessions.remove(pidfd.value()) != null) {
            local.call("stop watching a caller", new StopWatching(epoll, pidfd.value()));
        }
    }

    private void run() {
        while (true) {
            try {
                for (int pidfd : local.call("wait for the end of a caller", new EpollWait(epoll))) {
                    SessionExecutor session = sessions.remove(pidfd);
                    if (session != null) {
                        session.abort();
                    }
                }
            } catch (SyscallException failure) {
                if (!failure.errno().equals(Errno.EINTR)) {
                    throw failure;
                }
            }
        }
    }
}
