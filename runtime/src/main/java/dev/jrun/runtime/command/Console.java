package dev.jrun.runtime.command;

/** Where a run of jrun prints and reads: the caller's own stdin, stdout and stderr. */
public interface Console {
    void out(String text);

    void err(String text);

    /** All that the caller sends to stdin. */
    byte[] in();
}
