package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@BlackBoxTest
class LifecycleTest {
    @Test
    void aContainerLivesFromCreateToDelete(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            assertThat(container.status()).isEqualTo("created");
            assertThat(container.init().commandLine()).doesNotContain("sleep");

            container.start();
            assertThat(container.status()).isEqualTo("running");
            assertThat(container.init().commandLine()).isEqualTo("sleep 1000");

            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(container.status()).isEqualTo("stopped");
            assertThat(container.state().path("pid").asInt()).isZero();

            container.delete();
            jrun.call("state", container.id()).expectFailure("does not exist");
        }
    }
}
