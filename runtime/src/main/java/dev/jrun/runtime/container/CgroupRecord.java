package dev.jrun.runtime.container;

import java.util.List;

/**
 * The cgroups of a container. The manager is kept because later commands come without the flag that chose it.
 *
 * @param manager the name of the cgroup manager that made them; empty before one was chosen
 * @param places where the container's cgroup is in each hierarchy, in the manager's own words
 * @param made the folders that were made, or are about to be
 */
public record CgroupRecord(String manager, List<String> places, List<String> made) {
    public static final CgroupRecord NONE = new CgroupRecord("", List.of(), List.of());

    public CgroupRecord {
        places = List.copyOf(places);
        made = List.copyOf(made);
    }
}
