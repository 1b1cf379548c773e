package dev.jrun.runtime.failure;

/** This build or this kernel cannot do what is asked; the message says which of the two, and names the property. */
public final class UnsupportedFeatureException extends JrunException {
    private static final long serialVersionUID = 1L;

    public UnsupportedFeatureException(String message) {
        super(message, null);
    }
}
