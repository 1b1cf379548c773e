package dev.jrun.spec;

/** Classes of ioprio_set(2). */
public enum IoPriorityClass {
    IOPRIO_CLASS_RT,
    IOPRIO_CLASS_BE,
    IOPRIO_CLASS_IDLE
}
