package dev.jrun.runtime.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.LimitsText;
import dev.jrun.runtime.cgroup.v2.V2CgroupManager;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemdCgroupManagerTest {
    private static final String MOUNT = "/sys/fs/cgroup";
    private static final String PATH = "/a.slice/a-b.slice/p-n.scope";
    private static final String SCOPE = MOUNT + PATH;
    private static final Map<String, String> FILES = Map.of(
            "cgroup.procs", "",
            "cgroup.controllers", "cpu memory pids\n",
            "cgroup.subtree_control", "",
            "cgroup.freeze", "0\n",
            "memory.max", "max\n",
            "pids.max", "max\n");

    private final FakeKernel kernel = new FakeKernel();
    private final FakeSystemd systemd = new FakeSystemd();
    private final CgroupPlace place = new CgroupPlace(CgroupVersion.V2, List.of(), MOUNT, PATH);
    private final SystemdCgroupManager manager =
            new SystemdCgroupManager(new V2CgroupManager(place, false), List.of(place), systemd);

    /** Remembers what it is told, and makes the cgroup of a scope that is started. */
    private final class FakeSystemd implements Systemd {
        private final List<String> calls = new ArrayList<>();
        private String result = "success";

        @Override
        public SystemdVersion version() {
            return new SystemdVersion(252);
        }

        @Override
        public String controlGroup() {
            return "";
        }

        @Override
        public void start(String unit, List<UnitProperty> properties) {
            calls.add("start " + unit + " " + ResourcePropertiesTest.texts(properties));
            new V2CgroupManager(place, false)
                    .claim()
                    .then(claim -> CgroupTree.run(claim.make()))
                    .run(kernel);
        }

        @Override
        public void set(String unit, List<UnitProperty> properties) {
            calls.add("set " + unit + " " + ResourcePropertiesTest.texts(properties));
        }

        @Override
        public void stop(String unit) {
            calls.add("stop " + unit);
        }

        @Override
        public String result(String unit) {
            return result;
        }
    }

    @BeforeEach
    void mountTheHierarchy() {
        kernel.files().cgroup(MOUNT, FILES);
    }

    private void start(String json) {
        CgroupClaim claim = manager.claim().run(kernel);
        Limits limits = LimitsText.limits(json);
        manager.start(7, new ScopeProperties("n", List.of()), claim, limits).run(kernel);
    }

    @Test
    void aScopeIsStartedWithItsFirstProcessAndItsLimits() {
        start("{'memory': {'limit': 4096}}");

        assertThat(systemd.calls).hasSize(1);
        assertThat(systemd.calls.getFirst())
                .startsWith("start p-n.scope ")
                .contains("Slice=a-b.slice", "PIDs=[7]", "Delegate=true", "DefaultDependencies=false")
                .contains("IOAccounting=true", "MemoryMax=4096");
    }

    @Test
    void nothingIsAskedOfSystemdBeforeThereIsAProcess() {
        manager.claim().run(kernel);
        manager.change(LimitsText.limits("{'memory': {'limit': 4096}}")).run(kernel);

        assertThat(systemd.calls).isEmpty();
    }

    @Test
    void theLimitOfProcessesIsLiftedWhileTheContainerIsMade() {
        start("{'pids': {'limit': 1}}");

        assertThat(kernel.files().writes(SCOPE + "/pids.max")).containsExactly("max");
    }

    @Test
    void anUpdateGoesToSystemdAndToTheFiles() {
        start("{}");
        LimitsText.apply(manager, LimitsText.limits("{'memory': {'limit': 8192}}"), kernel);

        assertThat(systemd.calls).last().isEqualTo("set p-n.scope [MemoryMax=8192]");
        assertThat(kernel.files().writes(SCOPE + "/memory.max")).containsExactly("8192");
    }

    @Test
    void removingStopsTheScopeAndLeavesItsSlices() {
        start("{}");
        manager.remove(List.of(MOUNT + "/a.slice", MOUNT + "/a.slice/a-b.slice", SCOPE))
                .run(kernel);

        assertThat(systemd.calls).last().isEqualTo("stop p-n.scope");
        assertThat(kernel.files().exists(SCOPE)).isFalse();
        assertThat(kernel.files().exists(MOUNT + "/a.slice/a-b.slice")).isTrue();
    }

    @Test
    void systemdRemembersThatAScopeRanOutOfMemory() {
        assertThat(manager.killedForMemory().run(kernel)).isFalse();
        systemd.result = "oom-kill";
        assertThat(manager.killedForMemory().run(kernel)).isTrue();
    }
}
