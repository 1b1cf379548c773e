package dev.jrun.runtime.daemon;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
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

    public SessionExecutor(SyscallExecutor local) {
        this.local = local;
    }

    @Override
    public String where() {
        return local.where();
    }

    @Override
    public Outcome run(Plan plan) {
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
                note(plan, replies, plan.steps().get(i).call(), reply.get());
            }
        }
    }

    private void note(Plan plan, List<Optional<Reply>> replies, Syscall<?> call, Reply reply) {
        if (call instanceof Syscall.OfFd) {
            open.add((int) reply.value());
        } else if (call instanceof Socketpair pair) {
            addAll(pair.lift(reply));
        } else if (call instanceof ReceiveFds received) {
            addAll(received.lift(reply));
        } else if (call instanceof Close(Fd fd)) {
            open.remove(number(plan, replies, fd));
        }
    }

    private void addAll(List<Fd> fds) {
        for (Fd fd : fds) {
            open.add(((Fd.Number) fd).value());
        }
    }

    private static int number(Plan plan, List<Optional<Reply>> replies, Fd fd) {
        return switch (fd) {
            case Fd.Number number -> number.value();
            case Slot slot -> (int) new Outcome(plan, replies).value(slot);
        };
    }

    /** Closes what is open still. */
    @Override
    public void close() {
        for (int fd : open) {
            local.call("close what a session has left open", new Close(Fd.of(fd)));
        }
        open.clear();
    }
}
