package dev.jrun.spec.check;

/**
 * Something wrong with a configuration.
 *
 * @param pointer JSON pointer of the member to change
 * @param message what is wrong with it
 */
public record Problem(Severity severity, String pointer, String message) {
    @Override
    public String toString() {
        return pointer + ": " + message;
    }
}
