package dev.jrun.runtime.bootstrap;

/**
 * Who has called jrun.
 *
 * @param uid effective
 * @param gid effective
 */
public record Caller(int uid, int gid) {}
