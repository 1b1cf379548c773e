package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.v1.V1CgroupManager;
import dev.jrun.runtime.cgroup.v2.V2CgroupManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A hybrid machine: the same rules hold for both versions together. */
class CombinedCgroupManagerTest extends AbstractCgroupManagerTest {
    private static final CgroupPlace PIDS =
            new CgroupPlace(CgroupVersion.V1, List.of("pids"), "/sys/fs/cgroup/pids", "/jrun/box");
    private static final CgroupPlace UNIFIED =
            new CgroupPlace(CgroupVersion.V2, List.of(), "/sys/fs/cgroup/unified", "/jrun/box");

    @BeforeEach
    void mountTheHierarchies() {
        kernel.files().cgroup(PIDS.mountPoint(), Map.of("cgroup.procs", "", "tasks", ""));
        kernel.files().cgroup(UNIFIED.mountPoint(), Map.of("cgroup.procs", "", "cgroup.controllers", ""));
    }

    @Override
    protected List<CgroupPlace> places() {
        return List.of(PIDS, UNIFIED);
    }

    @Override
    protected CgroupManager manager(boolean rootless) {
        return new CombinedCgroupManager(
                List.of(new V1CgroupManager(List.of(PIDS), rootless), new V2CgroupManager(UNIFIED, rootless)));
    }
}
