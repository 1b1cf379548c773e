package dev.jrun.runtime.container;

import java.util.List;

/**
 * The cgroups of a container. The manager is kept because later commands come without the flag that chose it.
 *
 * @param manager the name of the cgroup manager that made them; empty before one was chosen
 * @param paths the folders that were made, or are about to be
 */
public record CgroupRecord(String manager, List<String> paths) {
    public static final CgroupRecord NONE = new CgroupRecord("", List.of());

    public CgroupRecord {
        paths = List.copyOf(paths);
    }
}
