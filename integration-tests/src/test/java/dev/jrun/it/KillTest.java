package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** kill: whom a signal reaches. */
@BlackBoxTest
class KillTest {
    private static final String TWO = "(trap 'echo child; exit 0' USR1; while :; do sleep 0.1; done) &"
            + " trap 'echo init' USR1; echo ready; while :; do sleep 0.1; done";

    @Test
    @Tag("cgroup")
    @JrunOnly("later runtimes make --all no difference while init lives")
    void withAllASignalReachesEveryProcessAndInitOnce(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script(TWO))) {
            container.awaitOutput("ready");

            jrun.succeed("kill", "--all", container.id(), "USR1");

            container.awaitOutput("child");
            assertThat(container.awaitOutput("init")).containsOnlyOnce("init");
        }
    }

    @Test
    void withoutAllASignalReachesInitAlone(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script(TWO))) {
            container.awaitOutput("ready");

            container.kill("USR1");

            assertThat(container.awaitOutput("init")).doesNotContain("child");
        }
    }

    @Test
    @Tag("cgroup")
    void withoutAPidNamespaceSigkillEndsAllProcesses(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("pid").script("sleep 1000 & echo ready; wait");
        try (Container container = jrun.start(bundle)) {
            container.awaitOutput("ready");

            container.kill("9");

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            Await.until("the end of all processes", () -> {
                Subreaper.reapOrphans();
                return Subreaper.descendants().isEmpty();
            });
        }
    }

    @Test
    void withAllProcessesThatOutlivedInitAreEnded(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("pid").script("sleep 1000 & exit 0");
        try (Container container = jrun.start(bundle)) {
            assertThat(container.exitCode()).isZero();
            assertThat(Subreaper.descendants()).hasSize(1);

            jrun.succeed("kill", "--all", container.id(), "9");

            Await.until("the end of the process left behind", () -> {
                Subreaper.reapOrphans();
                return Subreaper.descendants().isEmpty();
            });
            jrun.succeed("kill", "-a", container.id(), "TERM");
        }
    }

    @Test
    @JrunOnly("runc says only that init still runs")
    void deleteTellsOfProcessesThatNobodyHasReaped(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("exec", "--detach", container.id(), "sleep", "1000");

            // This JVM is the parent of that process, and does not ask for its status.
            jrun.call("delete", "--force", container.id())
                    .expectFailure("process " + container.pid(), "exec has added are reaped by their parents");
            assertThat(jrun.stateFolders()).containsExactly(container.id());

            Subreaper.reapOrphans();
            jrun.succeed("delete", "--force", container.id());
        }
    }
}
