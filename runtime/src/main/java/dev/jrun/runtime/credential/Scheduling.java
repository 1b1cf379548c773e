package dev.jrun.runtime.credential;

import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SchedulingCall.IoprioSet;
import dev.jrun.runtime.syscall.SchedulingCall.SchedSetattr;
import dev.jrun.spec.IoPriorityClass;
import dev.jrun.spec.Process;
import dev.jrun.spec.Scheduler;
import dev.jrun.spec.SchedulerFlag;
import dev.jrun.spec.SchedulerPolicy;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * {@code process.scheduler} and {@code process.ioPriority}. Set by the main stub on a process that is otherwise ready:
 * real-time classes take the caller's privileges in the first user namespace, and no hook should inherit them.
 */
public final class Scheduling {
    private static final Set<SchedulerFlag> CLAMPS =
            Set.of(SchedulerFlag.SCHED_FLAG_UTIL_CLAMP_MIN, SchedulerFlag.SCHED_FLAG_UTIL_CLAMP_MAX);

    private static final Set<SchedulerPolicy> REALTIME =
            Set.of(SchedulerPolicy.SCHED_FIFO, SchedulerPolicy.SCHED_RR, SchedulerPolicy.SCHED_DEADLINE);

    private Scheduling() {}

    /** Sets what {@code process} asks for on the process {@code pid}, as the main stub numbers it. */
    public static Plan plan(Process process, long pid) {
        Plan plan = new Plan();
        process.ioPriority()
                .ifPresent(priority -> plan.call(
                        "/process/ioPriority: set " + priority.ioClass(),
                        new IoprioSet(
                                pid,
                                number(priority.ioClass()),
                                priority.priority().orElse(0))));
        // Last: a process that yields to all others should not have more to do.
        process.scheduler()
                .ifPresent(scheduler -> plan.call(
                        "/process/scheduler: set " + scheduler.policy(), new SchedSetattr(pid, attributes(scheduler))));
        return plan;
    }

    /** Whether {@code process} asks for a policy that runs before all processes without one. */
    public static boolean isRealtime(Process process) {
        return process.scheduler()
                .map(Scheduler::policy)
                .filter(REALTIME::contains)
                .isPresent();
    }

    private static SchedSetattr.Attributes attributes(Scheduler scheduler) {
        long flags = 0;
        for (SchedulerFlag flag : scheduler.flags()) {
            flags |= bit(flag);
        }
        return new SchedSetattr.Attributes(
                number(scheduler.policy()),
                flags,
                scheduler.nice().orElse(0),
                scheduler.priority().orElse(0),
                nanos(scheduler.runtime()),
                nanos(scheduler.deadline()),
                nanos(scheduler.period()),
                scheduler.flags().stream().anyMatch(CLAMPS::contains));
    }

    private static long nanos(Optional<BigInteger> time) {
        return time.map(BigInteger::longValue).orElse(0L);
    }

    private static int number(SchedulerPolicy policy) {
        return switch (policy) {
            case SCHED_OTHER -> 0;
            case SCHED_FIFO -> 1;
            case SCHED_RR -> 2;
            case SCHED_BATCH -> 3;
            case SCHED_ISO -> 4;
            case SCHED_IDLE -> 5;
            case SCHED_DEADLINE -> 6;
        };
    }

    private static long bit(SchedulerFlag flag) {
        return switch (flag) {
            case SCHED_FLAG_RESET_ON_FORK -> 0x01;
            case SCHED_FLAG_RECLAIM -> 0x02;
            case SCHED_FLAG_DL_OVERRUN -> 0x04;
            case SCHED_FLAG_KEEP_POLICY -> 0x08;
            case SCHED_FLAG_KEEP_PARAMS -> 0x10;
            case SCHED_FLAG_UTIL_CLAMP_MIN -> 0x20;
            case SCHED_FLAG_UTIL_CLAMP_MAX -> 0x40;
        };
    }

    private static int number(IoPriorityClass ioClass) {
        return switch (ioClass) {
            case IOPRIO_CLASS_RT -> 1;
            case IOPRIO_CLASS_BE -> 2;
            case IOPRIO_CLASS_IDLE -> 3;
        };
    }
}
