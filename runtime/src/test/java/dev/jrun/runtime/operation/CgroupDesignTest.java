package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupClaim.Initialize;
import dev.jrun.runtime.cgroup.CgroupClaim.MakeDirectory;
import dev.jrun.runtime.cgroup.CgroupClaim.Step;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.LimitWrite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CgroupDesignTest {
    private static final CgroupPlace MEMORY = place(CgroupVersion.V1, "memory");
    private static final CgroupPlace CPUSET = place(CgroupVersion.V1, "cpuset");
    private static final CgroupPlace UNIFIED = place(CgroupVersion.V2, "unified");

    private static final Step NEW_MEMORY = new MakeDirectory(MEMORY.directory(), false);
    private static final Step NEW_CPUSET = new MakeDirectory(CPUSET.directory(), false);
    private static final Step CPUS = new Initialize(CPUSET.file("cpuset.cpus"), "0-1", false);
    private static final Step NEW_UNIFIED = new MakeDirectory(UNIFIED.directory(), false);
    private static final CgroupClaim CLAIM = new CgroupClaim(List.of(NEW_MEMORY, NEW_CPUSET, CPUS, NEW_UNIFIED));

    private static CgroupPlace place(CgroupVersion version, String name) {
        return new CgroupPlace(version, List.of(name), "/sys/fs/cgroup/" + name, "/web");
    }

    private static CgroupDesign.Shares shares(LimitWrite... writes) {
        var paths = new CgroupPaths(List.of(MEMORY, CPUSET, UNIFIED), List.of());
        var change = new LimitChange(List.of(), List.of(writes), Optional.empty());
        var manager = ContainerCgroup.manager(paths, false);
        return new CgroupDesign("cgroupfs", paths, paths, manager, change, Optional.empty()).share(CLAIM);
    }

    private static LimitWrite limit(LimitKind kind, CgroupPlace place, String file) {
        return new LimitWrite(
                kind,
                "/linux/resources",
                place.directory(),
                List.of(new LimitWrite.Choice(file, "0")),
                LimitWrite.Need.REQUIRED);
    }

    @Test
    void theProcessThatGoesInMakesItsCpusetByItself() {
        CgroupDesign.Shares shares = shares(limit(LimitKind.MEMORY, MEMORY, "memory.limit_in_bytes"));

        assertThat(shares.birthplace().steps()).containsExactly(NEW_UNIFIED);
        assertThat(shares.own().steps()).containsExactly(NEW_CPUSET, CPUS);
        assertThat(shares.rest().steps()).containsExactly(NEW_MEMORY);
    }

    @Test
    void aCpusetWithLimitsIsMadeByWhoeverSetsThem() {
        CgroupDesign.Shares shares = shares(limit(LimitKind.CPUSET, CPUSET, "cpuset.cpus"));

        assertThat(shares.own().steps()).isEmpty();
        assertThat(shares.rest().steps()).containsExactly(NEW_MEMORY, NEW_CPUSET, CPUS);
    }
}
