package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A pid that the kernel gave to another process after the container's had ended. */
@BlackBoxTest
class PidReuseTest {
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");
    private static final int ATTEMPTS = 200;

    @Test
    void aStrangerWithTheInitsPidIsNeitherTheContainerNorHarmed(Jrun jrun, BundleBuilder bundle) throws Exception {
        try (Container container = jrun.start(bundle.sleeping())) {
            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            Process stranger = strangerWithPid(container.pid());
            try {
                assertThat(container.status()).isEqualTo("stopped");
                jrun.call("kill", container.id(), "KILL").expectFailure("container not running");
                jrun.call("start", container.id()).expectFailure("cannot start a container that has stopped");
                container.delete();

                assertThat(stranger.isAlive()).isTrue();
            } finally {
                stranger.destroyForcibly().waitFor();
            }
        }
    }

    /** The kernel counts pids up, and root may say where it goes on. */
    private static Process strangerWithPid(int pid) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Files.writeString(LAST_PID, Integer.toString(pid - 1));
            Process process = Subreaper.start(new ProcessBuilder("sleep", "1000"));
            if (process.pid() == pid) {
                return process;
            }
            process.destroyForcibly().waitFor();
        }
        throw new AssertionError("no process got the pid %d in %d attempts".formatted(pid, ATTEMPTS));
    }
}
