package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.features.Features;
import dev.jrun.spec.features.LinuxFeatures;
import dev.jrun.spec.schema.DocumentKind;
import dev.jrun.spec.schema.SchemaValidator;
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
        assertThat(linux.cgroup().orElseThrow().systemd()).contains(false);
        assertThat(linux.mountExtensions().flatMap(mounts -> mounts.idmap()).flatMap(idmap -> idmap.enabled()))
                .isEqualTo(Optional.of(true));
        for (var property : List.of(linux.apparmor(), linux.selinux(), linux.netDevices())) {
            assertThat(property.flatMap(enabled -> enabled.enabled())).isPresent();
        }
        assertThat(linux.intelRdt().orElseThrow().schemata())
                .isEqualTo(linux.intelRdt().orElseThrow().enabled());
    }
}
