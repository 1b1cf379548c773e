package dev.jrun.spec.check;

import dev.jrun.spec.Scheduler;
import dev.jrun.spec.SchedulerPolicy;

/** Checks of the scheduler of a process, by the rules of sched_setattr(2). */
final class SchedulerChecks {
    private static final int NICE_MIN = -20;
    private static final int NICE_MAX = 19;

    private final Scheduler scheduler;
    private final String pointer;
    private final Problems problems;

    SchedulerChecks(Scheduler scheduler, String processPointer, Problems problems) {
        this.scheduler = scheduler;
        this.pointer = processPointer + "/scheduler";
        this.problems = problems;
    }

    void check() {
        scheduler
                .nice()
                .filter(nice -> nice < NICE_MIN || nice > NICE_MAX)
                .ifPresent(
                        nice -> problems.error(pointer + "/nice", "expected a number from -20 to 19, found " + nice));
        priority();
        deadline();
    }

    private void priority() {
        boolean realtime =
                scheduler.policy() == SchedulerPolicy.SCHED_FIFO || scheduler.policy() == SchedulerPolicy.SCHED_RR;
        if (!realtime && scheduler.priority().orElse(0) != 0) {
            problems.error(
                    pointer + "/priority", scheduler.policy() + " has no priority, only SCHED_FIFO and SCHED_RR do");
        }
    }

    private void deadline() {
        boolean times = scheduler.runtime().isPresent()
                || scheduler.deadline().isPresent()
                || scheduler.period().isPresent();
        if (scheduler.policy() != SchedulerPolicy.SCHED_DEADLINE && times) {
            problems.error(pointer, "runtime, deadline and period are for SCHED_DEADLINE only");
        }
        if (scheduler.policy() == SchedulerPolicy.SCHED_DEADLINE
                && scheduler.runtime().isEmpty()) {
            problems.error(pointer + "/runtime", "missing, SCHED_DEADLINE needs it");
        }
    }
}
