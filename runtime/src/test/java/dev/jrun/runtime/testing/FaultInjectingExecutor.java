package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.function.BiPredicate;

/**
 * Makes chosen calls fail with an errno; they don't reach the executor behind it. Each other call is run as a plan of
 * its own, so plans that must be one message to a stub can't be run through here.
 */
public final class FaultInjectingExecutor extends SteppingExecutor {
    private final SyscallExecutor delegate;
    private final BiPredicate<Syscall<?>, Integer> chosen;
    private final Errno errno;
    private int calls;
    private int injected;

    public FaultInjectingExecutor(SyscallExecutor delegate, BiPredicate<Syscall<?>, Integer> chosen, Errno errno) {
        this.delegate = delegate;
        this.chosen = chosen;
        this.errno = errno;
    }

    /** Makes call number {@code index} fail, counted from 0 over all plans. */
    public static FaultInjectingExecutor failingCall(SyscallExecutor delegate, int index, Errno errno) {
        return new FaultInjectingExecutor(delegate, (call, at) -> at == index, errno);
    }

    /** Makes all calls of one record type fail. */
    public static FaultInjectingExecutor failing(
            SyscallExecutor delegate, Class<? extends Syscall<?>> type, Errno errno) {
        return new FaultInjectingExecutor(delegate, (call, at) -> type.isInstance(call), errno);
    }

    /** How many calls were run or made to fail. */
    public int calls() {
        return calls;
    }

    /** How many calls were made to fail; a test that needs one checks that this is not 0. */
    public int injected() {
        return injected;
    }

    @Override
    public String where() {
        return delegate.where();
    }

    @Override
    Reply answer(Syscall<?> call, Slots slots) {
        if (chosen.test(call, calls++)) {
            injected++;
            return Reply.of(-errno.number());
        }
        var plan = new Plan();
        Slot slot = plan.call(call.toString(), new BoundCall<>(call, slots));
        try {
            Outcome outcome = delegate.run(plan);
            return new Reply(outcome.value(slot), outcome.outs(slot));
        } catch (SyscallException failure) {
            return Reply.of(-failure.errno().number());
        }
    }
}
