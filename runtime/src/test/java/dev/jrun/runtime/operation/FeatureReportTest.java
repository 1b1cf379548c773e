package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.MemoryPolicyFlag;
import dev.jrun.spec.MemoryPolicyMode;
import dev.jrun.spec.features.CgroupFeatures;
import dev.jrun.spec.features.Features;
import dev.jrun.spec.features.LinuxFeatures;
import dev.jrun.spec.features.SeccompFeatures;
import dev.jrun.spec.schema.DocumentKind;
import dev.jrun.spec.schema.SchemaValidator;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SeccompOperator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureReportTest {
    private final Features features = FeatureReport.features();
    private final LinuxFeatures linux = features.linux().orElseThrow();

    @Test
    void isValidByTheSchema() {
        byte[] json = FeatureReport.toJson().getBytes(StandardCharsets.UTF_8);

        assertThat(new SchemaValidator(DocumentKind.FEATURES).validate(json)).isEmpty();
    }

    @Test
    void namesTheVersionsAndTheLibrary() {
        assertThat(features.ociVersionMin()).isEqualTo("1.0.0");
        assertThat(features.ociVersionMax()).isEqualTo("1.3.0");
        assertThat(features.annotations().get("io.github.seccomp.libseccomp.version"))
                .matches("2\\.\\d+\\.\\d+");
        assertThat(features.potentiallyUnsafeConfigAnnotations()).contains(List.of());
    }

    @Test
    void namesTheWordsOfSeccompAndMemoryPolicies() {
        SeccompFeatures seccomp = linux.seccomp().orElseThrow();
        assertThat(seccomp.enabled()).contains(true);
        assertThat(seccomp.actions().orElseThrow()).contains(SeccompAction.values());
        assertThat(seccomp.operators().orElseThrow()).contains(SeccompOperator.values());
        assertThat(seccomp.archs().orElseThrow()).contains(SeccompArch.SCMP_ARCH_X86_64, SeccompArch.SCMP_ARCH_AARCH64);
        assertThat(seccomp.knownFlags().orElseThrow())
                .containsAll(seccomp.supportedFlags().orElseThrow());
        assertThat(linux.memoryPolicy().orElseThrow().modes().orElseThrow()).contains(MemoryPolicyMode.values());
        assertThat(linux.memoryPolicy().orElseThrow().flags().orElseThrow()).contains(MemoryPolicyFlag.values());
    }

    @Test
    void namesTheHooksInTheOrderInWhichTheyRun() {
        assertThat(features.hooks())
                .contains(List.of(
                        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"));
    }

    @Test
    void namesTheMountOptionsThatClientsAskFor() {
        assertThat(features.mountOptions().orElseThrow())
                .isSorted()
                .contains("rro", "rbind", "idmap", "ridmap", "rnosymfollow", "runbindable")
                .doesNotContain("size", "mode");
    }

    @Test
    void namesEveryNamespaceAndCapability() {
        assertThat(linux.namespaces())
                .contains(List.of("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"));
        assertThat(linux.capabilities().orElseThrow())
                .hasSize(41)
                .startsWith("CAP_CHOWN")
                .endsWith("CAP_CHECKPOINT_RESTORE");
    }

    @Test
    void saysWhatIsRefusedByWhatIsRefused() {
        assertThat(linux.cgroup())
                .contains(new CgroupFeatures(
                        Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(true), Optional.of(true)));
        assertThat(linux.mountExtensions().flatMap(mounts -> mounts.idmap()).flatMap(idmap -> idmap.enabled()))
                .isEqualTo(Optional.of(true));
        for (var property : List.of(linux.apparmor(), linux.selinux(), linux.netDevices())) {
            assertThat(property.flatMap(enabled -> enabled.enabled())).contains(true);
        }
        assertThat(linux.intelRdt().orElseThrow().enabled()).contains(true);
        assertThat(linux.intelRdt().orElseThrow().schemata())
                .isEqualTo(linux.intelRdt().orElseThrow().enabled());
    }
}
