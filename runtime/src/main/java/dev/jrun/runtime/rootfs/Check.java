package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Outcome;

/** A comparison that a plan cannot do by itself, done when it has run. */
interface Check {
    /** Throws when what the plan met is not what it must be. */
    void verify(Outcome outcome);
}
