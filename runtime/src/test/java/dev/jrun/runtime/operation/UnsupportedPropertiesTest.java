package dev.jrun.runtime.operation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.spec.Config;
import dev.jrun.spec.ConfigReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedPropertiesTest {
    private static final String LABELS = "{'ociVersion': '1.3.0', 'process': {'cwd': '/', 'apparmorProfile': 'a',"
            + " 'selinuxLabel': 'b'}, 'linux': {'mountLabel': 'c'}}";

    private static Config config(String json) {
        return ConfigReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "false,true,/process/apparmorProfile: the kernel has no AppArmor",
        "true,false,/process/selinuxLabel: the kernel has no SELinux"
    })
    void aLabelOfAModuleThatTheKernelLacksIsRefused(boolean apparmor, boolean selinux, String start) {
        var unsupported = new UnsupportedProperties(new KernelModules(apparmor, selinux));

        assertThatThrownBy(() -> unsupported.refuse(config(LABELS)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("config.json: " + start);
    }

    @Test
    void labelsArePermittedWhereTheKernelHasTheModules() {
        var unsupported = new UnsupportedProperties(new KernelModules(true, true));

        assertThatCode(() -> unsupported.refuse(config(LABELS))).doesNotThrowAnyException();
    }

    @Test
    void emptyLabelsAreNone() {
        var unsupported = new UnsupportedProperties(new KernelModules(false, false));

        assertThatCode(() -> unsupported.refuse(config("{'ociVersion': '1.3.0', 'process': {'cwd': '/',"
                        + " 'apparmorProfile': '', 'selinuxLabel': ''}, 'linux': {'mountLabel': ''}}")))
                .doesNotThrowAnyException();
    }
}
