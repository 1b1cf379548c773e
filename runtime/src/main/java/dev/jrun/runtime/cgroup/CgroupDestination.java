package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Plan;
import java.util.List;
import java.util.Optional;

/**
 * Where a process goes.
 *
 * @param places a cgroup in each hierarchy, or none
 * @param optional whether the process may stay where it is when the kernel refuses, as for a rootless caller
 */
public record CgroupDestination(List<CgroupPlace> places, boolean optional) {
    public CgroupDestination {
        places = List.copyOf(places);
    }

    /** That in the hierarchy of version 2, in which a process can be born; empty without that hierarchy. */
    public Optional<CgroupPlace> birthplace() {
        for (CgroupPlace place : places) {
            if (place.version() == CgroupVersion.V2) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /**
     * Adds steps with which a process of one thread moves itself there.
     *
     * @param born whether it was born in {@link #birthplace}
     */
    public void enter(Plan plan, boolean born) {
        for (CgroupPlace place : places) {
            if (!born || place.version() == CgroupVersion.V1) {
                CgroupEntry.add(plan, place, optional);
            }
        }
    }
}
