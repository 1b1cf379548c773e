package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.JrunException;

/**
 * The kernel refused a call. The message has the intent and the errno's text, which the callers of a runtime match;
 * {@link #trace} prints the call as strace would.
 */
public final class SyscallException extends JrunException {
    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final transient Errno errno;
    private final String where;

    public SyscallException(Step step, Errno errno, String where) {
        super(step.intent() + ": " + errno.message(), null);
        this.step = step;
        this.errno = errno;
        this.where = where;
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
