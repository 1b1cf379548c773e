package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What jrun cannot do is refused with its JSON pointer before anything is made. */
@BlackBoxTest
@JrunOnly("other runtimes do some of it and ignore the rest")
class RefusalTest {
    private static boolean hasApparmor() {
        return Files.exists(Path.of("/sys/module/apparmor/parameters/enabled"));
    }

    static Stream<Arguments> unsupported() {
        String apparmor = hasApparmor() ? "the kernel has no profile no-such-profile" : "the kernel has no AppArmor";
        return Stream.of(
                Arguments.of("/process/apparmorProfile", "'no-such-profile'", apparmor),
                Arguments.of("/process/selinuxLabel", "'a_u:a_r:a_t:s0'", "the kernel has no SELinux"),
                Arguments.of("/linux/mountLabel", "'a_u:a_r:a_t:s0'", "the kernel has no SELinux"),
                Arguments.of("/linux/intelRdt", "{'closID': 'a'}", "resctrl"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void whatTheKernelLacksIsRefusedWithTheReason(
            String pointer, String value, String reason, Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set(pointer, value);

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure(pointer, reason);
        assertThat(jrun.stateFolders()).isEmpty();
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
