package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.CgroupClaim.HandDown;
import dev.jrun.runtime.cgroup.CgroupClaim.Initialize;
import dev.jrun.runtime.cgroup.CgroupClaim.MakeDirectory;
import dev.jrun.runtime.cgroup.CgroupClaim.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupClaimTest {
    private static final Step OLD = new MakeDirectory("/sys/fs/cgroup/cpuset/web", false);
    private static final Step CPUS = new Initialize("/sys/fs/cgroup/cpuset/web/cpuset.cpus", "0-1", false);
    private static final Step DOWN = new HandDown("/sys/fs/cgroup/unified", List.of("hugetlb"));
    private static final Step NEW = new MakeDirectory("/sys/fs/cgroup/unified/web", false);
    private static final Step NEIGHBOUR = new MakeDirectory("/sys/fs/cgroup/unified2/web", false);

    @Test
    void whatIsDoneInOneHierarchyCanBeDoneFirst() {
        var claim = new CgroupClaim(List.of(OLD, CPUS, DOWN, NEW, NEIGHBOUR));

        CgroupClaim.Split split = claim.at("/sys/fs/cgroup/unified");

        assertThat(split.first().steps()).containsExactly(DOWN, NEW);
        assertThat(split.rest().steps()).containsExactly(OLD, CPUS, NEIGHBOUR);
    }
}
