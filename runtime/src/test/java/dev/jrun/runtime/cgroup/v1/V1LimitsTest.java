package dev.jrun.runtime.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitWrite;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.LimitsText;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

class V1LimitsTest {
    private static final List<String> CONTROLLERS =
            List.of("cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "net_cls", "net_prio", "rdma", "devices");

    private final FakeKernel kernel = new FakeKernel();
    private final V1CgroupManager manager =
            new V1CgroupManager(CONTROLLERS.stream().map(V1LimitsTest::place).toList(), false);

    private static CgroupPlace place(String controller) {
        return new CgroupPlace(CgroupVersion.V1, List.of(controller), "/sys/fs/cgroup/" + controller, "/box");
    }

    private LimitChange change(String json) {
        return manager.change(LimitsText.limits(json)).run(kernel);
    }

    private List<String> lines(String json) {
        return LimitsText.lines(change(json));
    }

    @Test
    void theLimitOfMemoryAndSwapIsTriedFirstAndSetLast() {
        assertThat(lines("{'memory': {'limit': 1000, 'swap': 2000}}"))
                .containsExactly(
                        "?memory.memsw.limit_in_bytes=2000",
                        "memory.limit_in_bytes=1000",
                        "memory.memsw.limit_in_bytes=2000");
    }

    @Test
    void unlimitedMemoryHasUnlimitedSwapWhereTheKernelCountsSwap() {
        assertThat(lines("{'memory': {'limit': -1}}"))
                .containsExactly("?memory.memsw.limit_in_bytes=-1", "memory.limit_in_bytes=-1");
    }

    @Test
    void everyPropertyOfMemoryHasItsFile() {
        assertThat(lines("{'memory': {'reservation': 5, 'kernel': 6, 'kernelTCP': 7, 'swappiness': 0,"
                        + " 'disableOOMKiller': true, 'useHierarchy': true}}"))
                .containsExactly(
                        "memory.use_hierarchy=1",
                        "memory.soft_limit_in_bytes=5",
                        "memory.kmem.limit_in_bytes=6",
                        "memory.kmem.tcp.limit_in_bytes=7",
                        "memory.swappiness=0",
                        "memory.oom_control=1");
    }

    @Test
    void everyPropertyOfCpuHasItsFile() {
        assertThat(lines("{'cpu': {'shares': 512, 'quota': 50000, 'period': 100000, 'burst': 1000,"
                        + " 'realtimeRuntime': 900, 'realtimePeriod': 1000, 'cpus': '0', 'mems': '0'}}"))
                .containsExactly(
                        "cpu.shares=512",
                        "?cpu.cfs_period_us=100000",
                        "?cpu.cfs_burst_us=1000",
                        "cpu.cfs_quota_us=50000",
                        "cpu.cfs_period_us=100000",
                        "cpu.cfs_burst_us=1000",
                        "?cpu.rt_period_us=1000",
                        "cpu.rt_runtime_us=900",
                        "cpu.rt_period_us=1000",
                        "cpuset.cpus=0",
                        "cpuset.mems=0");
    }

    @Test
    void sharesAreSetWhileACgroupIsNotIdle() {
        assertThat(lines("{'cpu': {'shares': 3, 'idle': 0}}")).containsExactly("cpu.idle=0", "cpu.shares=3");
        assertThat(lines("{'cpu': {'shares': 3, 'idle': 1}}")).containsExactly("cpu.shares=3", "cpu.idle=1");
    }

    @Test
    void sharesThatTheKernelWouldChangeAreRefused() {
        for (String shares : List.of("1", "262145")) {
            assertThatThrownBy(() -> change("{'cpu': {'shares': " + shares + "}}"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("/linux/resources/cpu/shares: expected a number from 2 to 262144, found " + shares);
        }
    }

    @Test
    void noLimitOfProcessesIsMaxAndNoneIsOne() {
        assertThat(lines("{'pids': {'limit': -1}}")).containsExactly("pids.max=max");
        assertThat(lines("{'pids': {'limit': 0}}")).containsExactly("pids.max=1");
        assertThat(lines("{'pids': {'limit': 7}}")).containsExactly("pids.max=7");
    }

    @Test
    void weightsGoToWhicheverSchedulerTheKernelHas() {
        assertThat(lines("{'blockIO': {'weight': 20, 'leafWeight': 30, 'weightDevice':"
                        + " [{'major': 8, 'minor': 0, 'weight': 40, 'leafWeight': 50}]}}"))
                .containsExactly(
                        "blkio.weight=20 or blkio.bfq.weight=20",
                        "blkio.leaf_weight=30",
                        "blkio.weight_device=8:0 40 or blkio.bfq.weight_device=8:0 40",
                        "blkio.leaf_weight_device=8:0 50");
    }

    @Test
    void everyThrottleHasItsFile() {
        String device = "[{'major': 8, 'minor': 1, 'rate': 99}]";
        assertThat(lines("{'blockIO': {'throttleReadBpsDevice': " + device + ", 'throttleWriteBpsDevice': " + device
                        + ", 'throttleReadIOPSDevice': " + device + ", 'throttleWriteIOPSDevice': " + device + "}}"))
                .containsExactly(
                        "blkio.throttle.read_bps_device=8:1 99",
                        "blkio.throttle.write_bps_device=8:1 99",
                        "blkio.throttle.read_iops_device=8:1 99",
                        "blkio.throttle.write_iops_device=8:1 99");
    }

    @Test
    void hugePagesNetworkAndRdmaHaveTheirFiles() {
        assertThat(lines("{'hugepageLimits': [{'pageSize': '2MB', 'limit': 4194304}],"
                        + " 'network': {'classID': 1048577, 'priorities': [{'name': 'eth0', 'priority': 5}]},"
                        + " 'rdma': {'mlx': {'hcaHandles': 3, 'hcaObjects': 4}}}"))
                .containsExactly(
                        "hugetlb.2MB.limit_in_bytes=4194304",
                        "?hugetlb.2MB.rsvd.limit_in_bytes=4194304",
                        "net_cls.classid=1048577",
                        "net_prio.ifpriomap=eth0 5",
                        "rdma.max=mlx hca_handle=3 hca_object=4");
    }

    @Test
    void devicesAreDeniedFirstAndThenAllowedOneByOne() {
        Limits limits = Limits.ofContainer(LimitsText.resources(
                "{'devices': [{'allow': true, 'type': 'c', 'major': 10, 'minor': 229, 'access': 'rw'}]}"));

        assertThat(LimitsText.lines(manager.change(limits).run(kernel)))
                .startsWith("devices.deny=a", "devices.allow=c 10:229 rw", "devices.allow=c *:* m")
                .hasSize(13);
    }

    @Test
    void aPrivilegedContainerMayUseAllDevices() {
        Limits limits = Limits.ofContainer(LimitsText.resources("{'devices': [{'allow': true, 'access': 'rwm'}]}"));

        assertThat(LimitsText.lines(manager.change(limits).run(kernel))).containsExactly("devices.allow=a");
    }

    @Test
    void aRootlessCallerDoesWithoutDeviceRules() {
        var rootless = new V1CgroupManager(List.of(place("devices")), true);

        assertThat(rootless.change(Limits.ofContainer(LimitsText.resources("{}")))
                        .run(kernel)
                        .writes())
                .isNotEmpty()
                .allMatch(write -> write.need() == LimitWrite.Need.IF_ALLOWED);
    }

    @Test
    void filesOfVersion2AreRefused() {
        assertThatThrownBy(() -> change("{'unified': {'memory.high': '1'}}"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/linux/resources/unified: no cgroup hierarchy of version 2 is mounted;"
                        + " remove it from the config");
    }

    @Test
    void appliesTheLimits() {
        kernel.files()
                .file("/sys/fs/cgroup/pids/box/pids.max", "")
                .file("/sys/fs/cgroup/blkio/box/blkio.bfq.weight", "");

        LimitsText.apply(manager, LimitsText.limits("{'pids': {'limit': 7}, 'blockIO': {'weight': 20}}"), kernel);

        assertThat(kernel.files().writes("/sys/fs/cgroup/pids/box/pids.max")).containsExactly("7");
        assertThat(kernel.files().writes("/sys/fs/cgroup/blkio/box/blkio.bfq.weight"))
                .containsExactly("20");
        assertThat(kernel.openDescriptors()).isEqualTo(new FakeKernel().openDescriptors());
    }

    @Test
    void theFirstSchedulerThatIsThereGetsTheWeightAlone() {
        kernel.files()
                .file("/sys/fs/cgroup/blkio/box/blkio.weight", "")
                .file("/sys/fs/cgroup/blkio/box/blkio.bfq.weight", "");

        LimitsText.apply(manager, LimitsText.limits("{'blockIO': {'weight': 20}}"), kernel);

        assertThat(kernel.files().writes("/sys/fs/cgroup/blkio/box/blkio.weight"))
                .containsExactly("20");
        assertThat(kernel.files().writes("/sys/fs/cgroup/blkio/box/blkio.bfq.weight"))
                .isEmpty();
    }

    @Test
    void aRefusalOfTheKernelNamesThePropertyTheValueAndTheFile() {
        kernel.files()
                .file("/sys/fs/cgroup/pids/box/pids.max", "")
                .failWrites("/sys/fs/cgroup/pids/box/pids.max", Errno.EROFS);

        assertThatThrownBy(() -> LimitsText.apply(manager, LimitsText.limits("{'pids': {'limit': 7}}"), kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("/linux/resources/pids/limit: write 7 to /sys/fs/cgroup/pids/box/pids.max:"
                        + " read-only file system");
    }

    @Test
    void aFileThatTheKernelLacksIsNamed() {
        assertThatThrownBy(() -> LimitsText.apply(manager, LimitsText.limits("{'cpu': {'burst': 7}}"), kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("/linux/resources/cpu/burst: write 7 to /sys/fs/cgroup/cpu/box/cpu.cfs_burst_us:"
                        + " no such file or directory");
    }

    @Test
    void aProcessThatWasKilledForMemoryIsSeen() {
        String control = "/sys/fs/cgroup/memory/box/memory.oom_control";
        assertThat(manager.killedForMemory().run(kernel)).isFalse();
        kernel.files().file(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n");
        assertThat(manager.killedForMemory().run(kernel)).isFalse();
        kernel.files().remove(control).file(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        assertThat(manager.killedForMemory().run(kernel)).isTrue();
    }
}
