package dev.jrun.spec.check;

/** How bad a problem is. */
public enum Severity {
    /** No container can be made of this. */
    ERROR,
    /** A container can be made, but a part of the configuration will have no effect. */
    WARNING
}
