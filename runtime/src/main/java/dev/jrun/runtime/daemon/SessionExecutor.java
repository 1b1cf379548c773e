package dev.jrun.runtime.daemon;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.ReceiveWithFd;
import dev.jrun.runtime.syscall.SocketCall.Shutdown;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the calls that one session makes in this JVM, and knows the descriptors that these have opened: what the session
 * leaves open is closed with it. With a cold engine the kernel does that, when the JVM ends; stubs that have lost
 * their channel end then.
 */
public final class SessionExecutor implements SyscallExecutor, AutoCloseable {
    private final SyscallExecutor local;
    private final Set<Integer> open = new HashSet<>();

    private final Fd connection;
    private boolean aborted;
    private boolean closed;

    /**
     * For a session that has not begun.
     *
     * @param connection to the caller; whoever has made it closes it after this
     */
    SessionExecutor(SyscallExecutor local, Fd connection) {
        this.local = local;
        this.connection = connection;
    }

    @Override
    public String where() {
        return local.where();
    }

    @Override
    public <R> R call(String intent, Syscall<R> call) {
        if (!(call instanceof Close)) {
            R result = local.call(intent, call);
            noteResult(call, result);
            return result;
        }
        // A number that was closed may be that of another session's descriptor at once; abort() must not meet it.
        synchronized (this) {
            R result = local.call(intent, call);
            noteResult(call, result);
            return result;
        }
    }

    @Override
    public Outcome run(Plan plan) {
        if (!closes(plan)) {
            return runAndNote(plan);
        }
        // As above.
        synchronized (this) {
            return runAndNote(plan);
        }
    }

    private static boolean closes(Plan plan) {
        for (Step step : plan.steps()) {
            if (step.call() instanceof Close) {
                return true;
            }
        }
        return false;
    }

    private Outcome runAndNote(Plan plan) {
        try {
            Outcome outcome = local.run(plan);
            note(plan, outcome.replies());
            return outcome;
        } catch (SyscallException failure) {
            note(plan, failure.replies());
            throw failure;
        }
    }

    private void note(Plan plan, List<Optional<Reply>> replies) {
        for (int i = 0; i < replies.size(); i++) {
            Optional<Reply> reply = replies.get(i);
            if (reply.isPresent() && !reply.get().failed()) {
                Syscall<?> call = plan.steps().get(i).call();
                if (call instanceof Close(Slot slot)) {
                    noteResult(new Close(new Outcome(plan, replies).fd(slot)), reply.get());
                } else if (opens(call)) {
                    noteResult(call, call.lift(reply.get()));
                }
            }
        }
    }

    private static boolean opens(Syscall<?> call) {
        return call instanceof Syscall.OfFd
                || call instanceof Socketpair
                || call instanceof ReceiveFds
                || call instanceof ReceiveWithFd;
    }

    private void noteResult(Syscall<?> call, Object result) {
        switch (call) {
            case Syscall.OfFd _ -> add((Fd) result);
            case Socketpair _, ReceiveFds _ -> ((List<?>) result).forEach(fd -> add((Fd) fd));
            case ReceiveWithFd _ -> ((ReceiveWithFd.Message) result).fd().ifPresent(this::add);
            case Close(Fd.Number fd) -> remove(fd);
            default -> {}
        }
    }

    private synchronized void add(Fd fd) {
        open.add(((Fd.Number) fd).value());
        if (aborted) {
            shutDown(fd);
        }
    }

    private synchronized void remove(Fd.Number fd) {
        open.remove(fd.value());
    }

    /** Ends all waiting on what is open, or will be, from another thread: whoever is at the other end seems to be gone. */
    synchronized void abort() {
        if (closed) {
            return;
        }
        aborted = true;
        shutDown(connection);
        for (int fd : open) {
            shutDown(Fd.of(fd));
        }
    }

    private void shutDown(Fd socket) {
        var plan = new Plan();
        plan.attempt("end a session", new Shutdown(socket), Set.of(Errno.ENOTSOCK, Errno.ENOTCONN));
        local.run(plan);
    }

    /** Closes what is open still. */
    @Override
    public synchronized void close() {
        for (int fd : open) {
            local.call("close what a session has left open", new Close(Fd.of(fd)));
        }
        open.clear();
        closed = true;
    }
}
