package dev.jrun.spec;

/**
 * The container's root filesystem.
 *
 * @param path absolute, or relative to the bundle
 */
public record Root(String path, boolean readonly) {}
