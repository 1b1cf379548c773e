package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.SocketCall.Accept4;
import dev.jrun.runtime.syscall.SocketCall.PeerCredentials.Peer;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The threads of a daemon. Each waits for a caller and serves it by itself, so that no command costs a change of
 * threads; whenever the last one that waits has got a caller, another is started.
 */
public final class DaemonServer {
    /** So many threads wait at most; those that are more end with their session. */
    private static final int WAITING_AT_MOST = 4;

    private static final Set<Errno> FULL = Set.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM);
    private static final long PAUSE_MILLIS = 20;

    private final SyscallExecutor local;
    private final DaemonSocket socket;
    private final Admission admission;
    private final Service service;
    private final CallerWatch watch;
    private final long pid;
    private final long started = System.nanoTime();
    private int waiting;
    private int serving;
    private long served;
    private long refused;
    private long failed;
    private long lastEnd = started;
    private boolean stopping;

    /** Serves a caller that was admitted. */
    @FunctionalInterface
    public interface Service {
        /**
         * Serves it to the end of its command. The connection is closed by the server.
         *
         * @param ending to be called before the caller's process is told to end
         * @return false when it was let go before anything was asked of it
         */
        boolean serve(SyscallExecutor local, Fd connection, Peer peer, Runnable ending);
    }

    /** What a daemon has done until now. */
    record Account(long pid, Duration age, int serving, long served, long refused, long failed) {}

    DaemonServer(SyscallExecutor local, DaemonSocket socket, Admission admission, Service service, long pid) {
        this.pid = pid;
        this.watch = CallerWatch.start(local);
        this.local = local;
        this.socket = socket;
        this.admission = admission;
        this.service = service;
    }

    /** Serves callers until it has been told to {@link #stop}, or none has come for {@code idle}. */
    public void run(Optional<Duration> idle) throws InterruptedException {
        startThread();
        awaitIdleness(idle.map(Duration::toNanos).orElse(Long.MAX_VALUE));
        socket.close();
        awaitEndOfSessions();
    }

    /** Takes no caller any more; {@link #run} comes back when the last one was served. */
    public synchronized void stop() {
        stopping = true;
        notifyAll();
    }

    synchronized Account account() {
        return new Account(pid, Duration.ofNanos(System.nanoTime() - started), serving, served, refused, failed);
    }

    private synchronized void awaitIdleness(long idleNanos) throws InterruptedException {
        while (!stopping) {
            long left = serving > 0 ? idleNanos : idleNanos - (System.nanoTime() - lastEnd);
            if (left <= 0) {
                stopping = true;
                return;
            }
            wait(left / 1_000_000 + 1);
        }
    }

    private synchronized void awaitEndOfSessions() throws InterruptedException {
        while (serving > 0) {
            wait();
        }
    }

    private synchronized void startThread() {
        waiting++;
        var thread = new Thread(this::work, "session");
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        while (true) {
            Optional<Fd> connection = accept();
            if (connection.isEmpty()) {
                return;
            }
            boolean begun = begin();
            try {
                if (begun) {
                    serve(connection.get());
                }
            } finally {
                local.call("close a connection", new Close(connection.get()));
            }
            if (begun && !end()) {
                return;
            }
        }
    }

    /** The next caller's connection; nothing when the socket is closed. */
    private Optional<Fd> accept() {
        while (true) {
            try {
                return Optional.of(local.call("wait for a caller", new Accept4(socket.listener())));
            } catch (SyscallException failure) {
                if (isStopping()) {
                    return Optional.empty();
                }
                if (FULL.contains(failure.errno())) {
                    pause();
                }
            }
        }
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private static void pause() {
        try {
            // The kernel tells nobody when it has descriptors or memory again.
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Notes a session; false when there shall be no more. Whoever comes then is let go, and does not wait in the queue of
     * a socket that is a service manager's.
     */
    private synchronized boolean begin() {
        if (stopping) {
            return false;
        }
        serving++;
        waiting--;
        if (waiting == 0) {
            startThread();
        }
        return true;
    }

    private void serve(Fd connection) {
        Optional<Peer> peer = admission.admit(connection);
        if (peer.isEmpty()) {
            count(0, 1, 0);
            return;
        }
        try (var executor = new SessionExecutor(local, connection)) {
            serve(executor, connection, peer.get());
        } catch (RuntimeException | Error e) {
            // The main stub says that its engine went away. What is wrong with one session is no other's matter.
            count(0, 0, 1);
        }
    }

    private void serve(SessionExecutor executor, Fd connection, Peer peer) {
        // Closed with the session.
        var caller = (Fd.Number) executor.call("watch a caller", new PidfdOpen(peer.pid()));
        watch.add(caller, executor);
        try {
            boolean accepted = service.serve(executor, connection, peer, () -> watch.remove(caller));
            count(accepted ? 1 : 0, accepted ? 0 : 1, 0);
        } finally {
            watch.remove(caller);
        }
    }

    private synchronized void count(int moreServed, int moreRefused, int moreFailed) {
        served += moreServed;
        refused += moreRefused;
        failed += moreFailed;
    }

    /** Notes the end of a session; false when enough threads wait without this one. */
    private synchronized boolean end() {
        serving--;
        lastEnd = System.nanoTime();
        if (serving == 0) {
            notifyAll();
        }
        if (waiting >= WAITING_AT_MOST || stopping) {
            return false;
        }
        waiting++;
        return true;
    }
}
