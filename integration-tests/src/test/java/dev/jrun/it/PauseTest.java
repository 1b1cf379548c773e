package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** pause and resume, and what the other commands make of a paused container. */
@BlackBoxTest
@Tag("cgroup")
class PauseTest {
    /** Counts in a file, so that a test sees whether it goes on. */
    private static final String COUNT = "i=0; while :; do i=$((i+1)); echo $i > /count; done";

    private static Container counting(Jrun jrun, BundleBuilder bundle) {
        Container container = jrun.start(bundle.set("/root/readonly", "false").script(COUNT));
        Await.until("the first count", () -> Files.exists(count(bundle)));
        return container;
    }

    private static Path count(BundleBuilder bundle) {
        return bundle.rootfs().resolve("count");
    }

    private static void assertRunsOn(Path count) throws Exception {
        Files.delete(count);
        Await.until("the next count", () -> Files.exists(count));
    }

    @Test
    void aPausedContainerStandsStillUntilItIsResumed(Jrun jrun, BundleBuilder bundle) throws Exception {
        try (Container container = counting(jrun, bundle)) {
            Path count = count(bundle);
            jrun.succeed("pause", container.id());

            assertThat(Freezers.isFrozen(container.init())).isTrue();
            assertThat(container.status()).isEqualTo("paused");
            assertThat(container.state().path("pid").asInt()).isEqualTo(container.pid());
            assertThat(jrun.succeed("list").out()).contains("paused");
            Files.delete(count);
            assertThat(jrun.succeed("state", container.id()).out()).contains("paused");
            assertThat(count).doesNotExist();

            jrun.succeed("resume", container.id());

            Await.until("the next count", () -> Files.exists(count));
            assertThat(Freezers.isFrozen(container.init())).isFalse();
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void whatCanNotBeDoneToAPausedContainerIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("pause", container.id());

            jrun.call("pause", container.id()).expectFailure("container paused");
            jrun.call("start", container.id()).expectFailure("cannot start a container in the paused state");
            jrun.call("delete", container.id())
                    .expectFailure("cannot delete container " + container.id() + " that is not stopped: paused");

            jrun.succeed("resume", container.id());
            jrun.call("resume", container.id()).expectFailure("container not paused");
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void aCreatedContainerIsPausedAndStartsWhenItIsResumed(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            jrun.succeed("pause", container.id());
            assertThat(container.status()).isEqualTo("paused");

            jrun.succeed("resume", container.id());
            assertThat(container.status()).isEqualTo("created");
            container.start();
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void aStoppedContainerIsNeitherPausedNorResumed(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script("exit 0"))) {
            assertThat(container.exitCode()).isZero();

            jrun.call("pause", container.id()).expectFailure("container not running");
            jrun.call("resume", container.id()).expectFailure("container not paused");
        }
    }

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void sigkillEndsAPausedContainerAtOnce(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("pause", container.id());

            container.kill("KILL");

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
    }

    @Test
    void anotherSignalWaitsForTheResume(Jrun jrun, BundleBuilder bundle) {
        bundle.script("trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done");
        try (Container container = jrun.start(bundle)) {
            container.awaitOutput("ready");
            jrun.succeed("pause", container.id());

            container.kill("TERM");

            assertThat(container.status()).isEqualTo("paused");
            jrun.succeed("resume", container.id());
            assertThat(container.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void aPausedContainerIsDeletedByForce(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.withoutNamespace("pid").script("sleep 1000 & sleep 1000"))) {
            jrun.succeed("pause", container.id());

            jrun.succeed("delete", "--force", container.id());

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    void eachPauseOfManyHolds(Jrun jrun, BundleBuilder bundle) throws Exception {
        // Processes that are born and die all the time are the hardest to freeze.
        bundle.set("/root/readonly", "false").script("f() { while :; do /bin/true; echo > /count; done; }; f & wait");
        try (Container container = jrun.start(bundle)) {
            Await.until("the first count", () -> Files.exists(count(bundle)));
            for (int i = 0; i < 2; i++) {
                jrun.succeed("pause", container.id());
                assertThat(Freezers.isFrozen(container.init())).isTrue();
                jrun.succeed("resume", container.id());
                assertRunsOn(count(bundle));
            }
        }
    }
}
