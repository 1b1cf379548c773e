package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicePolicyTest {
    private static final List<String> DEFAULTS = List.of(
            "c *:* m",
            "b *:* m",
            "c 1:3 rwm",
            "c 1:8 rwm",
            "c 1:7 rwm",
            "c 5:0 rwm",
            "c 1:5 rwm",
            "c 1:9 rwm",
            "c 136:* rwm",
            "c 5:2 rwm",
            "c 10:200 rwm");

    private static DevicePolicy policy(String rules) {
        return DevicePolicy.ofContainer(
                LimitsText.resources("{'devices': [" + rules + "]}").devices());
    }

    @Test
    void withoutRulesAContainerHasTheDevicesOfItsOwnDev() {
        assertThat(policy("").allow()).isFalse();
        assertThat(policy("").lines()).isEqualTo(DEFAULTS);
    }

    @Test
    void aRuleForAllForgetsWhatWasBefore() {
        DevicePolicy policy = policy("{'allow': true, 'type': 'c', 'major': 10, 'minor': 229, 'access': 'rw'},"
                + "{'allow': false, 'access': 'rwm'}");

        assertThat(policy.lines()).isEqualTo(DEFAULTS);
    }

    @Test
    void allowedDevicesComeInTheOrderOfTheConfig() {
        DevicePolicy policy = policy("{'allow': false, 'access': 'rwm'},"
                + "{'allow': true, 'type': 'c', 'major': 10, 'minor': 229, 'access': 'wr'},"
                + "{'allow': true, 'type': 'b', 'major': 8, 'access': 'r'}");

        assertThat(policy.lines()).startsWith("c 10:229 rw", "b 8:* r").endsWith(DEFAULTS.toArray(String[]::new));
    }

    @Test
    void aLaterRuleTakesBackWhatAnEarlierOneGave() {
        DevicePolicy policy = policy("{'allow': true, 'type': 'c', 'major': 10, 'minor': 229, 'access': 'rwm'},"
                + "{'allow': false, 'type': 'c', 'major': 10, 'minor': 229, 'access': 'w'}");

        assertThat(policy.lines()).startsWith("c 10:229 rm");
    }

    @Test
    void whatAConfigDeniesOfTheOwnDevIsAllowedAgain() {
        assertThat(policy("{'allow': false, 'type': 'c', 'major': 1, 'minor': 3, 'access': 'rwm'}")
                        .lines())
                .contains("c 1:3 rwm");
    }

    @Test
    void anAllowedWorldHasDeniedDevices() {
        DevicePolicy policy = policy("{'allow': true, 'access': 'rwm'},"
                + "{'allow': false, 'type': 'b', 'major': 8, 'minor': 0, 'access': 'w'}");

        assertThat(policy.allow()).isTrue();
        assertThat(policy.lines()).containsExactly("b 8:0 w");
    }

    @Test
    void aPartOfAWildcardCanNotBeTakenBack() {
        String rules = "{'allow': true, 'type': 'b', 'major': 8, 'access': 'rw'},"
                + "{'allow': false, 'type': 'b', 'major': 8, 'minor': 1, 'access': 'w'}";

        assertThatThrownBy(() -> policy(rules))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/linux/resources/devices/1: the rule for b 8:1 would take a part out of the earlier one"
                        + " for b 8:*, which the devices cgroup can't do; name the devices one by one");
    }

    @Test
    void anotherAccessOfAWildcardIsNoMatter() {
        assertThat(policy("{'allow': true, 'type': 'b', 'major': 8, 'access': 'r'},"
                                + "{'allow': false, 'type': 'b', 'major': 8, 'minor': 1, 'access': 'w'}")
                        .lines())
                .startsWith("b 8:* r");
    }

    @Test
    void oneDeviceWithoutATypeIsRefused() {
        assertThatThrownBy(() -> policy("{'allow': true, 'major': 1, 'minor': 3, 'access': 'r'}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/resources/devices/0: names a device but no type");
    }

    @Test
    void aRuleWithoutAccessIsRefused() {
        assertThatThrownBy(() -> policy("{'allow': true, 'type': 'c', 'major': 1, 'minor': 3}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/resources/devices/0/access: is empty; expected letters of rwm");
    }
}
