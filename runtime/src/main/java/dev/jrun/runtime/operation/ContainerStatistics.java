package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.StatisticTree;
import dev.jrun.runtime.cgroup.v1.V1Statistics;
import dev.jrun.runtime.cgroup.v2.V2Statistics;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import java.util.List;

/** What a container uses, by all that counts it: its cgroups, and its class of resctrl. */
final class ContainerStatistics {
    private final Engine engine;
    private final StateStore states;

    ContainerStatistics(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    StatisticTree read(ContainerState state) {
        CgroupPaths paths =
                CgroupPaths.parse(state.cgroup().places(), state.cgroup().made());
        StatisticTree tree = new StatisticTree();
        List<CgroupPlace> v1 = paths.places(CgroupVersion.V1);
        if (!v1.isEmpty()) {
            tree = new V1Statistics(v1).read().run(engine.main());
        }
        for (CgroupPlace place : paths.places(CgroupVersion.V2)) {
            tree.addMissing(new V2Statistics(place).read().run(engine.main()));
        }
        tree.child("intel_rdt").addMissing(resctrl(state));
        // Those that a runtime has made itself. The specification knows none of that kind.
        return tree.putNull("network_interfaces");
    }

    private StatisticTree resctrl(ContainerState state) {
        // Reading a config takes longer than all the rest, and few machines have resctrl.
        if (!ContainerResctrl.isMounted(engine)) {
            return new StatisticTree();
        }
        return ContainerResctrl.of(
                        engine.memory().configs().read(states.config(state.id())),
                        engine,
                        state.id().value())
                .map(group -> group.statistics().read())
                .orElse(new StatisticTree());
    }
}
