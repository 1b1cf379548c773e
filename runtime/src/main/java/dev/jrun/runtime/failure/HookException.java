package dev.jrun.runtime.failure;

/** A hook of the config failed: it could not be executed, took too long, or said so by its exit code. */
public final class HookException extends JrunException {
    private static final long serialVersionUID = 1L;

    public HookException(String message) {
        super(message, null);
    }
}
