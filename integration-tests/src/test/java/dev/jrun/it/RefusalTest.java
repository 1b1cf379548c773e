package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What jrun cannot do is refused with its JSON pointer before anything is made. */
@BlackBoxTest
@JrunOnly("other runtimes do some of it and ignore the rest")
class RefusalTest {
    static Stream<Arguments> unsupported() {
        return Stream.of(
                Arguments.of("/process/apparmorProfile", "'a-profile'"),
                Arguments.of("/process/selinuxLabel", "'a_u:a_r:a_t:s0'"),
                Arguments.of("/linux/intelRdt", "{'closID': 'a'}"),
                Arguments.of("/linux/mountLabel", "'a_u:a_r:a_t:s0'"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void aPropertyThatIsNotSupportedIsRefused(String pointer, String value, Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set(pointer, value);

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure(pointer);
        assertThat(jrun.stateFolders()).isEmpty();
        assertThat(bundle.rootfs().resolve("dev")).isEmptyDirectory();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("/process/args", "'sh'"),
                Arguments.of("/process/args", "[]"),
                Arguments.of("/process/user/uid", "-1"),
                Arguments.of("/process/user/uid", "'root'"),
                Arguments.of("/process/cwd", "'relative'"),
                Arguments.of("/process/env/0", "'no-equals-sign'"),
                Arguments.of("/process/capabilities/bounding/0", "'CAP_NONSENSE'"),
                Arguments.of("/process/rlimits/0/type", "'RLIMIT_NONSENSE'"),
                Arguments.of("/process/rlimits/0/soft", "2000"),
                Arguments.of("/linux/namespaces/0/type", "'nonsense'"),
                Arguments.of("/linux/namespaces/1", "{'type': 'pid'}"),
                Arguments.of("/linux/uidMappings", "[{'containerID': 0, 'hostID': 1, 'size': 1}]"),
                Arguments.of("/linux/rootfsPropagation", "'sideways'"),
                Arguments.of("/linux/sysctl", "{'vm.swappiness': '1'}"),
                Arguments.of("/linux/maskedPaths/0", "'relative'"),
                Arguments.of("/mounts/0/destination", "7"),
                Arguments.of("/mounts/1/options", "['bind', 7]"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aValueThatMakesNoSenseIsRefused(String pointer, String value, Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set(pointer, value);

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure(pointer);
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void unknownPropertiesAreLeftAlone(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/unheardOf", "{'a': 1}")
                .set("/process/alsoUnheardOf", "[1]")
                .script("echo fine");

        assertThat(jrun.output(bundle)).isEqualTo("fine\n");
    }
}
