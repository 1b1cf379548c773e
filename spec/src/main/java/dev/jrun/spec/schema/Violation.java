package dev.jrun.spec.schema;

/**
 * A place where a document is not as its schema says.
 *
 * @param pointer JSON pointer, empty for the whole document
 * @param message what is wrong there
 */
public record Violation(String pointer, String message) {
    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
