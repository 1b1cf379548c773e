package dev.jrun.runtime.syscall;

/**
 * How a child ended, see wait(2).
 *
 * @param pid the child; 0 when WNOHANG found none that ended
 * @param status the status word
 */
public record WaitStatus(int pid, int status) {
    /** Nobody has ended. */
    public static final WaitStatus NOBODY = new WaitStatus(0, 0);

    private static final int SIGNALLED = 128;

    /** The exit status as shells give it: the code, or 128 + the signal that killed the process. */
    public int exitCode() {
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : SIGNALLED + signal;
    }
}
