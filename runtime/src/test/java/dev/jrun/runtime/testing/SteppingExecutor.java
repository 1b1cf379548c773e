package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a plan step by step: skips, tolerated errors and slots, for executors that answer one call at a time. */
abstract class SteppingExecutor implements SyscallExecutor {
    /** The results of the plan's earlier steps. */
    static final class Slots {
        private final Map<Slot, Long> values = new HashMap<>();

        long value(Slot slot) {
            Long value = values.get(slot);
            if (value == null) {
                throw new AssertionError("slot " + slot + " is used before a step has filled it");
            }
            return value;
        }
    }

    /** Answers one call; minus the errno is a failure. */
    abstract Reply answer(Syscall<?> call, Slots slots);

    @Override
    public Outcome run(Plan plan) {
        List<Optional<Reply>> replies = new ArrayList<>();
        var slots = new Slots();
        int skip = 0;
        for (Step step : plan.steps()) {
            if (skip > 0) {
                skip--;
                replies.add(Optional.empty());
                continue;
            }
            Reply reply = answer(step.call(), slots);
            slots.values.put(step.slot(), reply.value());
            replies.add(Optional.of(reply));
            skip = reply.failed() ? skipAfterError(step, reply, replies) : step.skipOnSuccess();
        }
        return new Outcome(plan, replies);
    }

    private int skipAfterError(Step step, Reply reply, List<Optional<Reply>> replies) {
        var errno = new Errno((int) -reply.value());
        if (!step.tolerated().contains(errno)) {
            throw new SyscallException(step, errno, where(), replies);
        }
        return step.skipOnError();
    }
}
