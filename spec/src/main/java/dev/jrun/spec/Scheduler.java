package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Scheduling of the process, sched_setattr(2). */
public record Scheduler(
        SchedulerPolicy policy,
        Optional<Integer> nice,
        Optional<Integer> priority,
        List<SchedulerFlag> flags,
        Optional<BigInteger> runtime,
        Optional<BigInteger> deadline,
        Optional<BigInteger> period) {
    public Scheduler {
        Range.uint64("runtime", runtime);
        Range.uint64("deadline", deadline);
        Range.uint64("period", period);
        flags = List.copyOf(flags);
    }
}
