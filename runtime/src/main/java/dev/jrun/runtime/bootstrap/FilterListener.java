package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.syscall.Fd;

/** Who gets the descriptor of a seccomp filter's notifications. */
public interface FilterListener {
    /** Takes this JVM's copy of the descriptor, and closes it. The container waits until this comes back. */
    void accept(Fd notifications);
}
