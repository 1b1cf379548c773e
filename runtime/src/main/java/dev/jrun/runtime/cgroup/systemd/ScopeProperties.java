package dev.jrun.runtime.cgroup.systemd;

import java.util.ArrayList;
import java.util.List;

/**
 * What systemd is told of a new scope, beside its limits.
 *
 * @param containerId for the description
 * @param annotated what the config adds
 */
public record ScopeProperties(String containerId, List<UnitProperty> annotated) {
    public ScopeProperties {
        annotated = List.copyOf(annotated);
    }

    /** All of it; of two with the same name the later one holds. */
    List<UnitProperty> of(ScopeName name, long pid, boolean unified, List<UnitProperty> limits) {
        List<UnitProperty> all = new ArrayList<>();
        all.add(UnitProperty.text("Description", "jrun container " + containerId));
        all.add(UnitProperty.text("Slice", name.slice()));
        all.add(new UnitProperty("PIDs", PropertyValue.processes(List.of(pid))));
        // Below the scope's cgroup systemd changes nothing then: the container may have cgroups of its own.
        all.add(UnitProperty.on("Delegate"));
        all.add(UnitProperty.on("MemoryAccounting"));
        all.add(UnitProperty.on("CPUAccounting"));
        all.add(UnitProperty.on(unified ? "IOAccounting" : "BlockIOAccounting"));
        all.add(UnitProperty.on("TasksAccounting"));
        // Or the scope would end with sysinit.target, and could not begin before it.
        all.add(new UnitProperty("DefaultDependencies", new PropertyValue.Flag(false)));
        all.addAll(annotated);
        all.addAll(limits);
        return List.copyOf(all);
    }
}
