package dev.jrun.runtime.failure;

/** The user's input is at fault: a flag, an id, a bundle, its config.json. Nothing was made. */
public final class InvalidInputException extends JrunException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message, null);
    }
}
