package dev.jrun.runtime.failure;

/** The container is not in a state that allows the operation: not running, exists already, does not exist. */
public final class ContainerStateException extends JrunException {
    private static final long serialVersionUID = 1L;

    public ContainerStateException(String message) {
        super(message, null);
    }
}
