package dev.jrun.runtime.failure;

import org.jspecify.annotations.Nullable;

/**
 * The base of every failure that a user is told about. Its message is one line: what failed, on which object, why, and
 * what to do. Each layer that knows more of the intent puts a phrase in front of it with {@link #during}.
 */
public abstract class JrunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String detail;
    private String intent = "";
    private String reason = "";
    private int exitCode = 1;

    protected JrunException(String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.detail = detail;
    }

    /** Puts {@code phrase} and a colon in front of the message and returns this exception, to be thrown on. */
    public final JrunException during(String phrase) {
        intent = phrase + ": " + intent;
        return this;
    }

    /** Puts {@code text} in parentheses behind the message, and returns this exception: what else is known of the cause. */
    public final JrunException because(String text) {
        reason = " (" + text + ")";
        return this;
    }

    /** Gives the command that fails with this another exit code than 1, and returns this exception. */
    public final JrunException exitingWith(int code) {
        exitCode = code;
        return this;
    }

    /** The exit code of the command that fails with this. */
    public int exitCode() {
        return exitCode;
    }

    @Override
    public String getMessage() {
        return intent + detail + reason;
    }
}
