package dev.jrun.runtime.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.LimitsText;
import dev.jrun.runtime.failure.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcePropertiesTest {
    private static final String INFINITY = "18446744073709551615";
    private static final SystemdVersion NEW = new SystemdVersion(252);

    private static List<String> unified(String json) {
        return texts(ResourceProperties.of(LimitsText.limits(json), true, NEW));
    }

    private static List<String> classic(String json) {
        return texts(ResourceProperties.of(LimitsText.limits(json), false, NEW));
    }

    static List<String> texts(List<UnitProperty> properties) {
        return properties.stream()
                .map(property -> property.name() + "=" + text(property.value()))
                .toList();
    }

    private static String text(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Text text -> text.text();
            case PropertyValue.Flag flag -> String.valueOf(flag.on());
            case PropertyValue.Decimal decimal -> String.valueOf(decimal.number());
            case PropertyValue.Whole whole -> whole.number().toString();
            case PropertyValue.Array array ->
                array.values().stream()
                        .map(ResourcePropertiesTest::text)
                        .toList()
                        .toString();
            case PropertyValue.Struct struct ->
                String.join(
                        " ",
                        struct.values().stream()
                                .map(ResourcePropertiesTest::text)
                                .toList());
        };
    }

    @Test
    void memoryAndSwapAreTwoLimitsInVersion2() {
        assertThat(unified("{'memory': {'limit': 1000, 'swap': 3000, 'reservation': 500}}"))
                .containsExactly("MemoryMax=1000", "MemoryLow=500", "MemorySwapMax=2000");
        assertThat(unified("{'memory': {'limit': -1}}"))
                .containsExactly("MemoryMax=" + INFINITY, "MemorySwapMax=" + INFINITY);
        assertThat(unified("{'memory': {'limit': 1000, 'swap': -1}}"))
                .containsExactly("MemoryMax=1000", "MemorySwapMax=" + INFINITY);
    }

    @Test
    void version1HasNamesOfItsOwn() {
        assertThat(classic("{'memory': {'limit': 1000, 'swap': 3000}, 'cpu': {'shares': 512, 'cpus': '0'},"
                        + " 'blockIO': {'weight': 300}, 'unified': {'memory.high': '5'}}"))
                .containsExactly("MemoryLimit=1000", "CPUShares=512", "BlockIOWeight=300");
    }

    @Test
    void aQuotaIsToldInMicrosecondsOfASecondAndRoundedUpToAPercent() {
        assertThat(unified("{'cpu': {'quota': 50000}}")).containsExactly("CPUQuotaPerSecUSec=500000");
        assertThat(unified("{'cpu': {'quota': 1001, 'period': 3000}}"))
                .containsExactly("CPUQuotaPeriodUSec=3000", "CPUQuotaPerSecUSec=340000");
        assertThat(unified("{'cpu': {'quota': -1}}")).containsExactly("CPUQuotaPerSecUSec=" + INFINITY);
        assertThat(unified("{'cpu': {'period': 3000}}")).containsExactly("CPUQuotaPeriodUSec=3000");
    }

    @Test
    void sharesBecomeAWeightAndAnIdleCgroupHasNone() {
        assertThat(unified("{'cpu': {'shares': 1024}}")).containsExactly("CPUWeight=100");
        assertThat(unified("{'cpu': {'shares': 1024, 'idle': 1}}")).containsExactly("CPUWeight=0");
    }

    @Test
    void cpusAndMemoryNodesAreBitsInBytes() {
        assertThat(unified("{'cpu': {'cpus': '0-2,9', 'mems': '0'}}"))
                .containsExactly("AllowedCPUs=[7, 2]", "AllowedMemoryNodes=[1]");
    }

    @Test
    void whatIsNoListOfCpusIsRefused() {
        for (String list : List.of("x", "3-1", "1,,2", "-1", "99999")) {
            assertThatThrownBy(() -> unified("{'cpu': {'cpus': '" + list + "'}}"))
                    .as(list)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("/linux/resources/cpu/cpus: ");
        }
    }

    @Test
    void anOlderSystemdIsNotToldWhatItDoesNotKnow() {
        Limits limits = LimitsText.limits(
                "{'cpu': {'quota': 50000, 'period': 100000, 'cpus': '0', 'shares': 1024, 'idle': 1}}");

        assertThat(texts(ResourceProperties.of(limits, true, new SystemdVersion(241))))
                .containsExactly("CPUWeight=100", "CPUQuotaPerSecUSec=500000");
    }

    @Test
    void aLimitOfProcessesIsAtLeastOne() {
        assertThat(unified("{'pids': {'limit': 7}}")).containsExactly("TasksMax=7");
        assertThat(unified("{'pids': {'limit': -1}}")).containsExactly("TasksMax=" + INFINITY);
        assertThat(unified("{'pids': {'limit': 0}}")).containsExactly("TasksMax=1");
    }

    @Test
    void filesOfVersion2AreToldAsFarAsTheyAreKnown() {
        assertThat(unified("{'unified': {'memory.high': '100', 'memory.swap.max': 'max', 'cpu.max': '5000 10000',"
                        + " 'cpuset.cpus': '0', 'hugetlb.2MB.max': '0'}}"))
                .containsExactlyInAnyOrder(
                        "MemoryHigh=100",
                        "MemorySwapMax=" + INFINITY,
                        "CPUQuotaPeriodUSec=10000",
                        "CPUQuotaPerSecUSec=500000",
                        "AllowedCPUs=[1]");
        assertThatThrownBy(() -> unified("{'unified': {'memory.max': 'much'}}"))
                .hasMessageStartingWith("/linux/resources/unified/memory.max: ");
    }

    @Test
    void theDevicesOfAContainerAreListedOneByOne() {
        Limits limits = Limits.ofContainer(LimitsText.resources("{'devices': ["
                + "{'allow': false, 'access': 'rwm'},"
                + "{'allow': true, 'type': 'b', 'major': 8, 'minor': 1, 'access': 'r'}]}"));

        assertThat(texts(ResourceProperties.of(limits, true, NEW)))
                .startsWith("DevicePolicy=strict", "DeviceAllow=[]")
                .last()
                .asString()
                .contains("/dev/block/8:1 r", "/dev/char/1:3 rwm", "char-136 rwm", "char-* m", "block-* m");
    }

    @Test
    void systemdLeavesDevicesAloneThatItHasNoWordsFor() {
        Limits all = Limits.ofContainer(LimitsText.resources("{'devices': [{'allow': true, 'access': 'rwm'},"
                + "{'allow': false, 'type': 'c', 'major': 10, 'minor': 5, 'access': 'rwm'}]}"));
        Limits anyMajor = Limits.ofContainer(
                LimitsText.resources("{'devices': [{'allow': true, 'type': 'c', 'minor': 5, 'access': 'rwm'}]}"));

        for (Limits limits : List.of(all, anyMajor)) {
            assertThat(texts(ResourceProperties.of(limits, true, NEW)))
                    .containsExactly("DevicePolicy=auto", "DeviceAllow=[]");
        }
    }

    @Test
    void anUpdateSaysNothingOfDevices() {
        assertThat(unified("{'devices': [{'allow': true, 'access': 'rwm'}]}")).isEmpty();
    }
}
