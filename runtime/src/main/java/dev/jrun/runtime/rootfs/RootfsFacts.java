package dev.jrun.runtime.rootfs;

import java.util.Map;
import java.util.Set;

/**
 * What a plan has to know of the host before it is made, by the index of the mount.
 *
 * @param open what was opened outside
 * @param fileSources the bind mounts whose source is not a directory
 * @param coveredModes for a tmpfs without a mode, the permission bits of the directory that it covers
 * @param targets those that a link leads to a place where nothing is yet
 * @param missingCgroups the directories of the container's cgroups that could not be made
 */
public record RootfsFacts(
        OpenSources open,
        Set<Integer> fileSources,
        Map<Integer, Integer> coveredModes,
        Map<Integer, ContainerPath> targets,
        Set<String> missingCgroups) {
    /** What is known of a config without bind mounts and without a tmpfs of unknown mode. */
    public static final RootfsFacts NONE = new RootfsFacts(OpenSources.NONE, Set.of(), Map.of(), Map.of(), Set.of());

    public RootfsFacts {
        fileSources = Set.copyOf(fileSources);
        coveredModes = Map.copyOf(coveredModes);
        targets = Map.copyOf(targets);
        missingCgroups = Set.copyOf(missingCgroups);
    }
}
