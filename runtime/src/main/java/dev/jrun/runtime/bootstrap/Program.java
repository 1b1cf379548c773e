package dev.jrun.runtime.bootstrap;

/**
 * What start will execute.
 *
 * @param path in the container
 * @param home what HOME is set to where the config doesn't set it; empty where it does
 */
public record Program(String path, String home) {}
