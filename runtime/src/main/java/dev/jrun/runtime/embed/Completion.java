package dev.jrun.runtime.embed;

/**
 * How a program that was run in a container has ended.
 *
 * @param exitCode its exit status, 128 + the signal that killed it
 * @param out what it has written to standard output, read as UTF-8
 * @param err what it has written to standard error
 */
public record Completion(int exitCode, String out, String err) {}
