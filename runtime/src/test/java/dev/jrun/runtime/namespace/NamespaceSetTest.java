package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.NamespaceType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamespaceSetTest {
    private static Config config(String namespaces) {
        String json = "{\"ociVersion\": \"1.3.0\", \"linux\": {\"namespaces\": [" + namespaces + "]}}";
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void initOfTheDefaultConfigIsClonedWithSixFlags() {
        NamespaceSet set = NamespaceSet.of(DefaultConfig.config());

        assertThat(set.cloneFlags())
                .containsExactlyInAnyOrder(
                        CloneFlag.CLONE_NEWNS,
                        CloneFlag.CLONE_NEWPID,
                        CloneFlag.CLONE_NEWNET,
                        CloneFlag.CLONE_NEWIPC,
                        CloneFlag.CLONE_NEWUTS,
                        CloneFlag.CLONE_NEWCGROUP);
        assertThat(set.joined()).isEmpty();
    }

    @Test
    void userAndTimeAreMadeBeforeInitIsCloned() {
        NamespaceSet set = NamespaceSet.of(config("{'type': 'user'}, {'type': 'time'}, {'type': 'uts'}"));

        assertThat(set.cloneFlags()).isEqualTo(Set.of(CloneFlag.CLONE_NEWUTS));
        assertThat(set.creates(NamespaceType.USER)).isTrue();
        assertThat(set.creates(NamespaceType.TIME)).isTrue();
        assertThat(set.creates(NamespaceType.PID)).isFalse();
    }

    @Test
    void aNamespaceWithAPathIsJoinedAndNotCreated() {
        NamespaceSet set = NamespaceSet.of(config("{'type': 'network', 'path': '/run/netns/blue'}"));

        assertThat(set.joins(NamespaceType.NETWORK)).isTrue();
        assertThat(set.creates(NamespaceType.NETWORK)).isFalse();
        assertThat(set.separates(NamespaceType.NETWORK)).isTrue();
        assertThat(set.separates(NamespaceType.IPC)).isFalse();
        assertThat(set.cloneFlags()).isEmpty();
    }

    @Test
    void anEmptyPathMeansNoPath() {
        assertThat(NamespaceSet.of(config("{'type': 'network', 'path': ''}")).creates(NamespaceType.NETWORK))
                .isTrue();
    }

    @Test
    void aTypeThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> NamespaceSet.of(config("{'type': 'pid'}, {'type': 'pid', 'path': '/x'}")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/namespaces/1: a second namespace of type pid; name each type once");
    }

    @Test
    void aRelativePathIsRefused() {
        assertThatThrownBy(() -> NamespaceSet.of(config("{'type': 'pid', 'path': 'ns/pid'}")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/namespaces/0/path: ns/pid is not an absolute path");
    }
}
