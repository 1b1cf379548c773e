package dev.jrun.runtime.criu;

/**
 * A mount whose content is not the container's: criu keeps its place only.
 *
 * @param target in the container, without symbolic links
 * @param source on the host
 */
public record ExternalMount(String target, String source) {}
