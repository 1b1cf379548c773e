package dev.jrun.runtime.command;

/** Where a run of jrun prints: the caller's own stdout and stderr. */
public interface Console {
    void out(String text);

    void err(String text);
}
