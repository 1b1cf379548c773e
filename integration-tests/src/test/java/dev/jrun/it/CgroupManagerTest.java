package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who makes the cgroup, on a machine on which systemd does not run. */
@BlackBoxTest
@JrunOnly("runc has no --cgroup-manager")
class CgroupManagerTest {
    @Test
    void withoutSystemdItsScopesAreRefusedBeforeAnythingIsMade(Jrun jrun, BundleBuilder bundle) {
        assertThat(Files.exists(Path.of("/run/systemd/system")))
                .as("systemd runs here")
                .isFalse();
        String folder = bundle.sleeping().write().toString();
        for (String flag : List.of("--systemd-cgroup", "--cgroup-manager=systemd")) {
            Result result = jrun.call(flag, "create", "--bundle", folder, Jrun.newId());

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err().lines()).hasSize(1).first().asString().contains("/run/systemd/system");
        }
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aContainerWithoutACgroupStaysInItsCallers(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(
                bundle.sleeping().write(), Path.of("/"), List.of("--cgroup-manager", "disabled", "create"))) {
            container.start();

            assertThat(container.init().cgroups()).isEqualTo(ProcFacts.self().cgroups());
            assertThat(container.status()).isEqualTo("running");
            assertThat(jrun.succeed("ps", "--format=json", container.id()).out())
                    .isEqualTo("[" + container.pid() + "]\n");
            jrun.call("pause", container.id()).expectFailure("the container has no cgroup of its own");
        }
    }

    @Test
    void withoutACgroupASignalForAllIsRefusedWhereItWouldReachInitOnly(Jrun jrun, BundleBuilder bundle) {
        List<String> create = List.of("--cgroup-manager", "disabled", "create");
        try (Container container = jrun.create(bundle.sleeping().write(), Path.of("/"), create)) {
            jrun.call("kill", "--all", container.id(), "TERM").expectFailure("--cgroup-manager disabled", "--all");
            // The end of init is the end of its pid namespace.
            jrun.succeed("kill", "--all", container.id(), "KILL");
        }
        bundle.withoutNamespace("pid");
        try (Container container = jrun.create(bundle.write(), Path.of("/"), create)) {
            jrun.call("kill", "--all", container.id(), "KILL").expectFailure("--cgroup-manager disabled", "--all");
            assertThat(container.status()).isEqualTo("created");
            container.kill("KILL");
        }
    }

    @Test
    void limitsNeedACgroup(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'pids': {'limit': 5}}").sleeping();
        jrun.call(
                        "--cgroup-manager=disabled",
                        "create",
                        "--bundle",
                        bundle.write().toString(),
                        Jrun.newId())
                .expectFailure("/linux/resources/pids", "--cgroup-manager disabled");
    }
}
