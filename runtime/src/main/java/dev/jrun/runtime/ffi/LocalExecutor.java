package dev.jrun.runtime.ffi;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Payload;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs plans in this JVM, on the calling thread. Calls that change only their thread (credentials, capabilities,
 * unshare) leave the JVM's other threads as they are; calls that clone are refused, since a JVM can't be forked. Unlike
 * other executors it may be used by several threads at once.
 *
 * <p>Every cold start runs through here, so it loads as few classes as it can: no lambdas, streams or formats. So does
 * every message to a stub: a call by itself is run without a plan.
 */
public final class LocalExecutor implements SyscallExecutor {
    private static final int NUMBER_AND_ARGUMENTS = 7;
    private static final int KEPT_MEMORY = 128 << 10;
    private static final Set<Errno> NONE = Set.of();
    private static final long[] NO_SLOTS = {};

    private final NativeFunction syscall = new NativeFunction("syscall", NativeFunction.IN_REGISTERS);
    private final Arch arch = Arch.current();
    /** Memory that no call uses now: as many pieces as there were calls at a time. */
    private final ArrayDeque<NativeMemory> idle = new ArrayDeque<>(1);

    @Override
    public String where() {
        return "engine";
    }

    @Override
    public <R> R call(String intent, Syscall<R> call) {
        RawCall raw = call.lower();
        refuseClone(call, raw);
        NativeMemory memory = borrow(raw.extent().bytes());
        try {
            Reply reply = runOne(raw, NO_SLOTS, memory);
            if (reply.failed()) {
                throw new SyscallException(
                        new Step(intent, call, new Slot(0), NONE, 0, 0), errno(reply), where(), List.of());
            }
            return call.lift(reply);
        } finally {
            giveBack(memory);
        }
    }

    @Override
    public Outcome run(Plan plan) {
        int size = 0;
        for (int i = 0; i < plan.length(); i++) {
            RawCall call = plan.call(i);
            refuseClone(plan.step(i).call(), call);
            size = Math.max(size, call.extent().bytes());
        }
        NativeMemory memory = borrow(size);
        try {
            return new Outcome(plan, runAll(plan, memory));
        } finally {
            giveBack(memory);
        }
    }

    private NativeMemory borrow(int size) {
        if (size > KEPT_MEMORY) {
            return new NativeMemory(size);
        }
        NativeMemory memory;
        synchronized (idle) {
            memory = idle.poll();
        }
        return memory == null ? new NativeMemory(KEPT_MEMORY) : memory;
    }

    private void giveBack(NativeMemory memory) {
        if (memory.size() == KEPT_MEMORY) {
            synchronized (idle) {
                idle.push(memory);
            }
        } else {
            memory.close();
        }
    }

    private List<Optional<Reply>> runAll(Plan plan, NativeMemory memory) {
        List<Optional<Reply>> replies = new ArrayList<>(plan.length());
        long[] slots = new long[plan.length()];
        // A descriptor that no step has made yet is a bad one, and not standard input.
        Arrays.fill(slots, -Errno.EBADF.number());
        int skip = 0;
        for (int i = 0; i < slots.length; i++) {
            if (skip > 0) {
                skip--;
                replies.add(Optional.empty());
                continue;
            }
            Step step = plan.step(i);
            Reply reply = runOne(plan.call(i), slots, memory);
            slots[step.slot().index()] = reply.value();
            replies.add(Optional.of(reply));
            skip = reply.failed() ? skipAfterError(step, reply, replies) : step.skipOnSuccess();
        }
        return replies;
    }

    private int skipAfterError(Step step, Reply reply, List<Optional<Reply>> replies) {
        Errno errno = errno(reply);
        if (!step.tolerated().contains(errno)) {
            throw new SyscallException(step, errno, where(), replies);
        }
        return step.skipOnError();
    }

    private static Errno errno(Reply reply) {
        return new Errno((int) -reply.value());
    }

    private Reply runOne(RawCall call, long[] slots, NativeMemory memory) {
        long[] arguments = new long[NUMBER_AND_ARGUMENTS];
        arguments[0] = call.number().on(arch);
        Payload payload = memory.payload(call.extent());
        List<Payload.Region> regions = call.extent().outs().isEmpty() ? List.of() : new ArrayList<>(2);
        for (int i = 0; i < call.count(); i++) {
            arguments[i + 1] = switch (call.arg(i)) {
                case Arg.Value value -> value.value();
                case Arg.OfSlot(Slot slot) -> slots[slot.index()];
                case Arg.Memory region -> payload.add(region, regions);
                case Arg.Room room -> payload.add(room, regions);
            };
        }
        boolean inRegisters = call.count() < NativeFunction.IN_REGISTERS;
        long result = (inRegisters ? syscall : WithSixArguments.SYSCALL).callForErrno(arguments);
        if (regions.isEmpty()) {
            return Reply.of(result);
        }
        List<byte[]> outs = new ArrayList<>(regions.size());
        for (Payload.Region region : regions) {
            outs.add(memory.read(region.address(), region.out().bytesAfter(result)));
        }
        return new Reply(result, outs);
    }

    /** For the few calls that take so many, none of which a cold start makes. */
    private static final class WithSixArguments {
        static final NativeFunction SYSCALL = new NativeFunction("syscall", NUMBER_AND_ARGUMENTS);
    }

    private static void refuseClone(Syscall<?> call, RawCall raw) {
        if (raw.channel() != 0) {
            throw new IllegalArgumentException("a JVM can't be cloned: " + call);
        }
    }
}
