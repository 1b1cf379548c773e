package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ps: the pids of a container, and what the host's ps says of them. */
@BlackBoxTest
class PsTest {
    private static List<String> processes(Container container) throws Exception {
        return Files.readAllLines(
                CgroupTest.folders(container.init()).getFirst().resolve("cgroup.procs"));
    }

    /** The elements of an array of numbers in one line. The kernel lists processes in no order of their pids. */
    private static List<String> pids(String json) {
        assertThat(json).matches("\\[\\d+(,\\d+)*]\n");
        return List.of(json.substring(1, json.length() - 2).split(","));
    }

    @Test
    @Tag("cgroup")
    void asJsonThereAreThePidsOfTheCgroup(Jrun jrun, BundleBuilder bundle) throws Exception {
        try (Container container = jrun.start(bundle.script("sleep 1000 & sleep 1000 & echo ready; wait"))) {
            container.awaitOutput("ready");

            List<String> pids =
                    pids(jrun.succeed("ps", "--format", "json", container.id()).out());

            assertThat(pids).hasSize(3).contains(Integer.toString(container.pid()));
            assertThat(pids).containsExactlyInAnyOrderElementsOf(processes(container));

            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(jrun.succeed("ps", "-f", "json", container.id()).out()).isEqualTo("null\n");
        }
    }

    @Test
    void theTableIsThatOfTheHostsPs(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            List<String> lines =
                    jrun.succeed("ps", container.id()).out().lines().toList();

            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst()).startsWith("UID").contains("PID", "PPID", "CMD");
            assertThat(lines.getLast()).contains(" " + container.pid() + " ").endsWith("sleep 1000");
        }
    }

    @Test
    void optionsBehindTheIdAreThoseOfPs(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(jrun.succeed("ps", container.id(), "-A", "-o", "pid,args")
                            .out())
                    .matches(" *PID COMMAND\n *" + container.pid() + " sleep 1000\n");
            jrun.call("ps", container.id(), "-A", "-o", "args").expectFailure("PID field");
            jrun.call("ps", container.id(), "--no-such-option").expectFailure("ps failed with exit status 1");
        }
    }

    @Test
    void aStoppedContainerHasOnlyTheHeader(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.args("true"))) {
            assertThat(container.exitCode()).isZero();

            assertThat(jrun.succeed("ps", container.id()).out().lines()).hasSize(1);
        }
        jrun.call("ps", Jrun.newId()).expectFailure("container does not exist");
    }
}
