package dev.jrun.spec.resources;

/** Limit of the pids controller; -1 means no limit. */
public record Pids(Long limit) {}
