package dev.jrun.runtime.container;

import java.util.List;

/**
 * The cgroups of a container. The manager is kept because later commands come without the flag that chose it.
 *
 * @param manager the name of the cgroup manager that made them; empty before one was chosen
 * @param places where the container's cgroup is in each hierarchy, in the manager's own words
 * @param bus the socket of the systemd that made them; empty where it was another manager
 * @param made the folders that were made, or are about to be
 * @param freezer the file that begins with a 1 while the container is paused; empty where none can
 */
public record CgroupRecord(String manager, String bus, List<String> places, List<String> made, String freezer) {
    public static final CgroupRecord NONE = new CgroupRecord("", "", List.of(), List.of(), "");

    public CgroupRecord {
        places = List.copyOf(places);
        made = List.copyOf(made);
    }
}
