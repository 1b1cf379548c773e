package dev.jrun.runtime.failure;

/** A stub went away, or broke the protocol, in the middle of an operation. */
public final class LostStubException extends JrunException {
    private static final long serialVersionUID = 1L;

    public LostStubException(String message) {
        super(message, null);
    }
}
