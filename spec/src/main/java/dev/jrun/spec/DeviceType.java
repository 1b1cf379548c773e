package dev.jrun.spec;

/**
 * Types of device nodes: {@code c} and {@code u} are character devices, {@code b} is a block device, {@code p} a
 * FIFO.
 */
public enum DeviceType {
    CHARACTER("c"),
    UNBUFFERED("u"),
    BLOCK("b"),
    FIFO("p");

    private final String word;

    DeviceType(String word) {
        this.word = word;
    }

    /** The word the spec has for it. */
    @Override
    public String toString() {
        return word;
    }
}
