package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void whatACallerDidNotSetNeedsNoController() {
        Limits limits = LimitsText.limits("{'memory': {'limit': 0, 'disableOOMKiller': false}, 'cpu': {'shares': 0,"
                + " 'quota': 0, 'period': 0, 'cpus': ''}, 'blockIO': {'weight': 0}, 'network': {'classID': 0}}");

        assertThat(limits.needs()).isEmpty();
    }

    @Test
    void eachKindIsNeededByTheFirstPropertyThatHasIt() {
        Limits limits = LimitsText.limits("{'cpu': {'mems': '0', 'idle': 1}, 'pids': {'limit': 3},"
                + " 'hugepageLimits': [{'pageSize': '2MB', 'limit': 0}], 'rdma': {'a': {'hcaHandles': 1}},"
                + " 'network': {'priorities': [{'name': 'lo', 'priority': 1}]}}");

        assertThat(limits.needs())
                .isEqualTo(Map.of(
                        LimitKind.CPU, "/linux/resources/cpu",
                        LimitKind.CPUSET, "/linux/resources/cpu/mems",
                        LimitKind.PIDS, "/linux/resources/pids",
                        LimitKind.HUGETLB, "/linux/resources/hugepageLimits",
                        LimitKind.NET_PRIORITY, "/linux/resources/network/priorities",
                        LimitKind.RDMA, "/linux/resources/rdma"));
    }

    @Test
    void aMissingControllerIsNamedWithTheProperty() {
        Limits limits = LimitsText.limits("{'network': {'classID': 1}}");

        assertThatThrownBy(() -> limits.refuseOthersThan(Set.of(LimitKind.CPU)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/linux/resources/network/classID: no mounted cgroup hierarchy has the controller"
                        + " net_cls; remove it from the config");
    }

    @Test
    void devicesAreOnlyMissedWhereTheConfigHasRulesForThem() {
        Limits.ofContainer(LimitsText.resources("{}")).refuseOthersThan(Set.of());
        Limits rules = Limits.ofContainer(LimitsText.resources("{'devices': [{'allow': false, 'access': 'rwm'}]}"));

        assertThatThrownBy(() -> rules.refuseOthersThan(Set.of()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/linux/resources/devices: ");
    }

    @Test
    void anUpdateLeavesTheDevicesAlone() {
        assertThat(LimitsText.limits("{'devices': [{'allow': true, 'access': 'rwm'}]}")
                        .needs())
                .isEmpty();
    }
}
