package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.JrunException;
import java.util.List;
import java.util.Optional;

/**
 * The kernel refused a call. The message has the intent and the errno's text, which the callers of a runtime match;
 * {@link #trace} prints the call as strace would.
 */
public final class SyscallException extends JrunException {
    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final transient Errno errno;
    private final String where;
    private final transient List<Optional<Reply>> replies;

    public SyscallException(Step step, Errno errno, String where) {
        this(step, errno, where, List.of());
    }

    /** {@code replies} are those of the plan's steps up to the one that failed, where the executor knows them. */
    public SyscallException(Step step, Errno errno, String where, List<Optional<Reply>> replies) {
        super(step.intent() + ": " + errno.message(), null);
        this.step = step;
        this.errno = errno;
        this.where = where;
        this.replies = List.copyOf(replies);
    }

    /** The answers to the plan's steps up to and with the one that failed, empty where the executor doesn't know them. */
    public List<Optional<Reply>> replies() {
        return replies;
    }

    public Step step() {
        return step;
    }

    public Errno errno() {
        return errno;
    }

    /** {@code Mount[source=proc, …] = EPERM, in container init}. */
    public String trace() {
        return step.call() + " = " + errno + ", in " + where;
    }
}
