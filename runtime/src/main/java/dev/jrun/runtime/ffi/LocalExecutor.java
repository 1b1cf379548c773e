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
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs plans in this JVM, on the calling thread. Calls that change only their thread (credentials, capabilities,
 * unshare) leave the JVM's other threads as they are; calls that clone are refused, since a JVM can't be forked.
 *
 * <p>Every cold start runs through here, so it loads as few classes as it can: no lambdas, streams or formats.
 */
public final class LocalExecutor implements SyscallExecutor {
    private static final int NUMBER_AND_ARGUMENTS = 7;

    private final NativeFunction syscall = new NativeFunction("syscall", NUMBER_AND_ARGUMENTS);
    private final Arch arch = Arch.current();

    @Override
    public String where() {
        return "engine";
    }

    @Override
    public Outcome run(Plan plan) {
        List<Step> steps = plan.steps();
        List<RawCall> calls = new ArrayList<>(steps.size());
        int payloadSize = 0;
        for (Step step : steps) {
            RawCall call = step.call().lower();
            refuseClone(step, call);
            calls.add(call);
            payloadSize = Math.max(payloadSize, NativeMemory.sizeOf(call.args()));
        }
        try (NativeMemory memory = new NativeMemory(payloadSize)) {
            return new Outcome(plan, runAll(steps, calls, memory));
        }
    }

    private List<Optional<Reply>> runAll(List<Step> steps, List<RawCall> calls, NativeMemory memory) {
        List<Optional<Reply>> replies = new ArrayList<>(steps.size());
        long[] slots = new long[steps.size()];
        // A descriptor that no step has made yet is a bad one, and not standard input.
        Arrays.fill(slots, -Errno.EBADF.number());
        int skip = 0;
        for (int i = 0; i < slots.length; i++) {
            if (skip > 0) {
                skip--;
                replies.add(Optional.empty());
                continue;
            }
            Step step = steps.get(i);
            Reply reply = runOne(calls.get(i), slots, memory);
            slots[step.slot().index()] = reply.value();
            replies.add(Optional.of(reply));
            skip = reply.failed() ? skipAfterError(step, reply, replies) : step.skipOnSuccess();
        }
        return replies;
    }

    private int skipAfterError(Step step, Reply reply, List<Optional<Reply>> replies) {
        Errno errno = new Errno((int) -reply.value());
        if (!step.tolerated().contains(errno)) {
            throw new SyscallException(step, errno, where(), replies);
        }
        return step.skipOnError();
    }

    private Reply runOne(RawCall call, long[] slots, NativeMemory memory) {
        long[] arguments = new long[NUMBER_AND_ARGUMENTS];
        arguments[0] = call.number().on(arch);
        Payload payload = new Payload(memory.address());
        List<Payload.Region> regions = new ArrayList<>(2);
        for (int i = 0; i < call.args().size(); i++) {
            arguments[i + 1] = switch (call.args().get(i)) {
                case Arg.Value value -> value.value();
                case Arg.OfSlot(Slot slot) -> slots[slot.index()];
                case Arg.Memory region -> payload.add(region, regions);
            };
        }
        payload.copyTo(memory.bytes(), 0);
        long result = syscall.callForErrno(arguments);
        List<byte[]> outs = new ArrayList<>(regions.size());
        for (Payload.Region region : regions) {
            outs.add(memory.read(region.address(), region.size()));
        }
        return new Reply(result, outs);
    }

    private static void refuseClone(Step step, RawCall call) {
        if (call.channel() != 0) {
            throw new IllegalArgumentException("a JVM can't be cloned: " + step.call());
        }
    }
}
