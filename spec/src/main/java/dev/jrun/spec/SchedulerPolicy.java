package dev.jrun.spec;

/** Scheduling policies, sched(7). */
public enum SchedulerPolicy {
    SCHED_OTHER,
    SCHED_FIFO,
    SCHED_RR,
    SCHED_BATCH,
    SCHED_ISO,
    SCHED_IDLE,
    SCHED_DEADLINE
}
