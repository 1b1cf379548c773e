package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Optional;

/** Makes one call fail, counted over several executors that work together: the stubs of one operation. */
public final class FaultInjector {
    private final int target;
    private final Errno errno;
    private int calls;
    private Optional<Syscall<?>> failed = Optional.empty();

    /** Makes call number {@code target} fail, counted from 0. */
    public FaultInjector(int target, Errno errno) {
        this.target = target;
        this.errno = errno;
    }

    /** {@code delegate}, with the one call failing where it is among its own. */
    public SyscallExecutor around(SyscallExecutor delegate) {
        return new FaultInjectingExecutor(delegate, (call, ignored) -> hits(call), errno);
    }

    private boolean hits(Syscall<?> call) {
        boolean hit = calls == target;
        calls++;
        if (hit) {
            failed = Optional.of(call);
        }
        return hit;
    }

    /** The call that was made to fail, if it has come to that. */
    public Optional<Syscall<?>> failed() {
        return failed;
    }
}
