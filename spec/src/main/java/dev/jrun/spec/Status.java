package dev.jrun.spec;

/** Where a container is in its life. The spec lets runtimes add words: {@code paused} is one that engines know. */
public enum Status {
    CREATING("creating"),
    CREATED("created"),
    RUNNING("running"),
    PAUSED("paused"),
    STOPPED("stopped");

    private final String word;

    Status(String word) {
        this.word = word;
    }

    /** The word the spec has for it. */
    @Override
    public String toString() {
        return word;
    }
}
