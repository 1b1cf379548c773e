package dev.jrun.spec;

/**
 * Propagation of the container's root mount, mount_namespaces(7). The recursive words are not in the spec but
 * engines use them.
 */
public enum RootfsPropagation {
    PRIVATE("private"),
    SHARED("shared"),
    SLAVE("slave"),
    UNBINDABLE("unbindable"),
    RPRIVATE("rprivate"),
    RSHARED("rshared"),
    RSLAVE("rslave"),
    RUNBINDABLE("runbindable");

    private final String word;

    RootfsPropagation(String word) {
        this.word = word;
    }

    /** The word the spec has for it. */
    @Override
    public String toString() {
        return word;
    }
}
