package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.syscall.Fd;
import java.util.Map;
import java.util.Set;

/**
 * What a plan has to know of the host before it is made, by the index of the mount.
 *
 * @param openSources the bind mounts whose source was opened outside, by {@link SourceOpening}; init has the descriptors
 * @param fileSources the bind mounts whose source is not a directory
 * @param coveredModes for a tmpfs without a mode, the permission bits of the directory that it covers
 * @param targets those that a link leads to a place where nothing is yet
 */
public record RootfsFacts(
        Map<Integer, Fd.Number> openSources,
        Set<Integer> fileSources,
        Map<Integer, Integer> coveredModes,
        Map<Integer, ContainerPath> targets) {
    /** What is known of a config without bind mounts and without a tmpfs of unknown mode. */
    public static final RootfsFacts NONE = new RootfsFacts(Map.of(), Set.of(), Map.of(), Map.of());

    public RootfsFacts {
        openSources = Map.copyOf(openSources);
        fileSources = Set.copyOf(fileSources);
        coveredModes = Map.copyOf(coveredModes);
        targets = Map.copyOf(targets);
    }
}
