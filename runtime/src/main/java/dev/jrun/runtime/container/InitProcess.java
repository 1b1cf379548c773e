package dev.jrun.runtime.container;

/**
 * A process that can't be mistaken for a later one with the same pid.
 *
 * @param pid as the caller of jrun sees it
 * @param startTime field 22 of /proc/PID/stat: clock ticks since boot
 */
public record InitProcess(int pid, long startTime) {
    public InitProcess {
        if (pid <= 0) {
            throw new IllegalArgumentException("no process has pid " + pid);
        }
    }
}
