package dev.jrun.runtime.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.LimitsText;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.BpfCall.AttachCgroupDevice;
import dev.jrun.runtime.syscall.BpfCall.LoadCgroupDevice;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V2LimitsTest {
    private static final String MOUNT = "/sys/fs/cgroup";
    private static final String BOX = MOUNT + "/box";

    private final FakeKernel kernel = new FakeKernel();
    private final V2CgroupManager manager =
            new V2CgroupManager(new CgroupPlace(CgroupVersion.V2, List.of(), MOUNT, "/box"), false);

    @BeforeEach
    void mountTheHierarchy() {
        kernel.files().file(MOUNT + "/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma\n");
    }

    private LimitChange change(String json) {
        return manager.change(LimitsText.limits(json)).run(kernel);
    }

    private List<String> lines(String json) {
        return LimitsText.lines(change(json));
    }

    @Test
    void swapIsWhatIsAboveMemory() {
        assertThat(lines("{'memory': {'limit': 1000, 'swap': 3000, 'reservation': 500}}"))
                .containsExactly("memory.swap.max=2000", "memory.max=1000", "memory.low=500");
    }

    @Test
    void asMuchMemoryAsMemoryAndSwapIsNoSwap() {
        assertThat(lines("{'memory': {'limit': 1000, 'swap': 1000}}"))
                .containsExactly("?memory.swap.max=0", "memory.max=1000");
    }

    @Test
    void noLimitIsMax() {
        assertThat(lines("{'memory': {'limit': -1}}")).containsExactly("?memory.swap.max=max", "memory.max=max");
        assertThat(lines("{'memory': {'swap': -1, 'reservation': -1}}"))
                .containsExactly("?memory.swap.max=max", "memory.low=max");
        assertThat(lines("{'pids': {'limit': -1}}")).containsExactly("pids.max=max");
        assertThat(lines("{'cpu': {'quota': -1}}")).containsExactly("cpu.max=max 100000");
    }

    @Test
    void swapWithoutALimitOfMemoryIsRefused() {
        assertThatThrownBy(() -> change("{'memory': {'swap': 1000}}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/resources/memory/swap: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/memory/kernel | {'memory': {'kernel': 1}}",
                "/memory/kernelTCP | {'memory': {'kernelTCP': 1}}",
                "/memory/swappiness | {'memory': {'swappiness': 0}}",
                "/memory/disableOOMKiller | {'memory': {'disableOOMKiller': true}}",
                "/memory/useHierarchy | {'memory': {'useHierarchy': false}}",
                "/cpu/realtimeRuntime | {'cpu': {'realtimeRuntime': 1}}",
                "/cpu/realtimePeriod | {'cpu': {'realtimePeriod': 1}}",
                "/blockIO/leafWeight | {'blockIO': {'leafWeight': 10}}",
                "/network/classID | {'network': {'classID': 1}}",
                "/network/priorities | {'network': {'priorities': [{'name': 'lo', 'priority': 1}]}}",
                "/unified/misc.max | {'unified': {'misc.max': 'a 1'}}"
            },
            quoteCharacter = '"')
    void whatVersion2DoesNotHaveIsRefused(String property, String json) {
        assertThatThrownBy(() -> change(json))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/linux/resources" + property + ": ");
    }

    @Test
    void cpuHasItsFiles() {
        assertThat(lines("{'cpu': {'shares': 1024, 'quota': 50000, 'period': 200000, 'burst': 1000, 'idle': 0,"
                        + " 'cpus': '0-1', 'mems': '0'}}"))
                .containsExactly(
                        "cpu.idle=0",
                        "cpu.weight=100",
                        "?cpu.max.burst=1000",
                        "cpu.max=50000 200000",
                        "cpu.max.burst=1000",
                        "cpuset.cpus=0-1",
                        "cpuset.mems=0");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "2,1", "3,2", "1024,100", "2048,174", "262144,10000", "99999999,10000"})
    void sharesBecomeWeights(BigInteger shares, int weight) {
        assertThat(Weights.ofShares(shares)).isEqualTo(weight);
    }

    @Test
    void aLargerShareIsNeverASmallerWeight() {
        int last = 0;
        for (int shares = 2; shares <= 262144; shares += 13) {
            int weight = Weights.ofShares(BigInteger.valueOf(shares));
            assertThat(weight).isBetween(Math.max(1, last), 10_000);
            last = weight;
        }
    }

    @Test
    void weightsOfBlockDevicesAreConvertedWhereThereIsNoBfq() {
        assertThat(lines("{'blockIO': {'weight': 10, 'weightDevice': [{'major': 8, 'minor': 0, 'weight': 1000}]}}"))
                .containsExactly(
                        "io.bfq.weight=default 10 or io.weight=default 1",
                        "io.bfq.weight=8:0 1000 or io.weight=8:0 10000");
    }

    @Test
    void throttlesAreKeysOfOneFile() {
        String device = "[{'major': 8, 'minor': 1, 'rate': 99}]";
        assertThat(lines("{'blockIO': {'throttleReadBpsDevice': " + device + ", 'throttleWriteBpsDevice': " + device
                        + ", 'throttleReadIOPSDevice': " + device
                        + ", 'throttleWriteIOPSDevice': [{'major': 8, 'minor': 1, 'rate': 0}]}}"))
                .containsExactly(
                        "io.max=8:1 rbps=99", "io.max=8:1 wbps=99", "io.max=8:1 riops=99", "io.max=8:1 wiops=max");
    }

    @Test
    void hugePagesAndRdmaHaveTheirFiles() {
        assertThat(lines("{'hugepageLimits': [{'pageSize': '1GB', 'limit': 0}], 'rdma': {'mlx': {'hcaObjects': 4}}}"))
                .containsExactly("hugetlb.1GB.max=0", "?hugetlb.1GB.rsvd.max=0", "rdma.max=mlx hca_object=4");
    }

    @Test
    void filesByNameComeLastAndLineByLine() {
        assertThat(lines("{'unified': {'io.max': '8:0 rbps=1\\n8:1 rbps=2', 'cgroup.max.depth': '3'},"
                        + " 'pids': {'limit': 3}}"))
                .containsExactly("pids.max=3", "io.max=8:0 rbps=1", "io.max=8:1 rbps=2", "cgroup.max.depth=3");
    }

    @Test
    void aLimitBelowTheUsageIsRefusedWhenTheConfigAsksForTheCheck() {
        kernel.files().file(BOX + "/memory.current", "2000\n").file(BOX + "/memory.max", "");
        String json = "{'memory': {'limit': 1000, 'checkBeforeUpdate': true}}";

        assertThatThrownBy(() -> LimitsText.apply(manager, LimitsText.limits(json), kernel))
                .isInstanceOf(ContainerStateException.class)
                .hasMessageStartingWith("/linux/resources/memory/limit: 1000 is below the 2000 bytes in use");
        assertThat(kernel.files().writes(BOX + "/memory.max")).isEmpty();

        LimitsText.apply(manager, LimitsText.limits(json.replace("1000", "3000")), kernel);
        assertThat(kernel.files().writes(BOX + "/memory.max")).containsExactly("3000");
    }

    @Test
    void devicesAreLimitedByAProgramOfTheCgroup() {
        kernel.files().directory(BOX);
        List<AttachCgroupDevice> attached = new ArrayList<>();
        kernel.answering(LoadCgroupDevice.class, load -> Reply.of(77));
        kernel.answering(AttachCgroupDevice.class, attach -> {
            attached.add(attach);
            // The fake has no program behind a descriptor, and would not close this one.
            return Reply.of(-Errno.EBUSY.number());
        });

        assertThatThrownBy(() -> LimitsText.apply(manager, Limits.ofContainer(LimitsText.resources("{}")), kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("/linux/resources/devices: attach the device program to cgroup " + BOX
                        + ": device or resource busy");
        assertThat(attached)
                .singleElement()
                .satisfies(attach -> assertThat(attach.program().value()).isEqualTo(77));
    }

    @Test
    void onlyARootlessCallerDoesWithoutAProgramThatItMayNotLoad() {
        kernel.answering(LoadCgroupDevice.class, load -> Reply.of(-Errno.EPERM.number()));
        Limits limits = Limits.ofContainer(LimitsText.resources("{}"));

        assertThatThrownBy(() -> LimitsText.apply(manager, limits, kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessageEndingWith("instructions: operation not permitted");
        LimitsText.apply(new V2CgroupManager(manager.place(), true), limits, kernel);
    }
}
