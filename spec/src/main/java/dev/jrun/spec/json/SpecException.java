package dev.jrun.spec.json;

/** A document of the spec that can't be taken as it is: where, and what is wrong there. */
public final class SpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String problem;

    /**
     * Describes a problem.
     *
     * @param pointer JSON pointer (RFC 6901) of the place; empty for the whole document
     * @param problem what is wrong, in a few words
     */
    public SpecException(String pointer, String problem) {
        super(pointer.isEmpty() ? problem : pointer + ": " + problem);
        this.pointer = pointer;
        this.problem = problem;
    }

    public String pointer() {
        return pointer;
    }

    public String problem() {
        return problem;
    }

    /** The same problem, seen from an object that has the one it was found in at {@code parent}. */
    SpecException under(String parent) {
        return parent.isEmpty() ? this : new SpecException(parent + pointer, problem);
    }
}
