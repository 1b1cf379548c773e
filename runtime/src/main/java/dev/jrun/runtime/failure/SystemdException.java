package dev.jrun.runtime.failure;

/** systemd refused what it was asked for, or does not answer. */
public final class SystemdException extends JrunException {
    private static final long serialVersionUID = 1L;

    public SystemdException(String message) {
        super(message, null);
    }
}
