package dev.jrun.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.spec.json.SpecReader;
import dev.jrun.spec.json.SpecWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultConfigTest {
    @Test
    void itRunsAShellAtATerminalWithThreeCapabilitiesOnAReadonlyRoot() {
        Config config = DefaultConfig.config();
        Process process = config.process().orElseThrow();
        assertThat(process.args()).containsExactly("sh");
        assertThat(process.terminal()).isTrue();
        assertThat(process.noNewPrivileges()).isTrue();
        assertThat(process.capabilities().orElseThrow().effective())
                .containsExactly("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");
        assertThat(config.root()).contains(new Root("rootfs", true));
        assertThat(config.hostname()).contains("jrun");
    }

    @Test
    void itHasEveryNamespaceButUserAndTime() {
        assertThat(types(DefaultConfig.config()))
                .containsExactlyInAnyOrder(
                        NamespaceType.PID,
                        NamespaceType.NETWORK,
                        NamespaceType.IPC,
                        NamespaceType.UTS,
                        NamespaceType.MOUNT,
                        NamespaceType.CGROUP);
    }

    @Test
    void itHasTheSevenMountsInOrder() {
        assertThat(DefaultConfig.config().mounts())
                .extracting(Mount::destination)
                .containsExactly("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup");
    }

    @Test
    void aRootlessOneMapsTheCallerToRoot() {
        Config config = DefaultConfig.rootless(1000, 1001);
        Linux linux = config.linux().orElseThrow();
        assertThat(linux.uidMappings()).containsExactly(new IdMapping(0L, 1000L, 1L));
        assertThat(linux.gidMappings()).containsExactly(new IdMapping(0L, 1001L, 1L));
        assertThat(types(config)).contains(NamespaceType.USER).doesNotContain(NamespaceType.NETWORK);
    }

    @Test
    void aRootlessOneBindsSysAndNamesNoGroup() {
        List<Mount> mounts = DefaultConfig.rootless(1000, 1001).mounts();
        assertThat(mounts)
                .extracting(Mount::destination)
                .containsExactly("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys");
        assertThat(mounts.getLast().source()).contains("/sys");
        assertThat(mounts.getLast().options()).contains("rbind", "ro");
        assertThat(mounts).flatExtracting(Mount::options).doesNotContain("gid=5");
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        Config config = DefaultConfig.rootless(1000, 1000);
        byte[] json = SpecWriter.toJson(config).getBytes(StandardCharsets.UTF_8);
        assertThat(SpecReader.read(Config.class, json)).isEqualTo(config);
        assertThat(ConfigReader.read(json)).isEqualTo(config);
    }

    private static List<NamespaceType> types(Config config) {
        return config.linux().orElseThrow().namespaces().stream()
                .map(Namespace::type)
                .toList();
    }
}
