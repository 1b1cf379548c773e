package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The config.json that containerd's client writes, as it is, and the calls of containerd's shim. */
@BlackBoxTest
class ContainerdTest {
    private static Podman podman;
    private static Containerd containerd;

    @BeforeAll
    static void startContainerd() throws IOException {
        podman = Podman.start();
        containerd = Containerd.start(podman);
    }

    @AfterAll
    static void stopContainerd() throws IOException {
        containerd.close();
        podman.close();
    }

    @Test
    void runPrintsWhatTheContainerPrints() {
        Result run = containerd.run(List.of("--rm"), Jrun.newId(), "echo", "hi");

        assertThat(run.expectSuccess().out()).isEqualTo("hi\n");
    }

    @Test
    void runReturnsTheExitCode() {
        assertThat(containerd
                        .run(List.of("--rm"), Jrun.newId(), "sh", "-c", "exit 3")
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void aTaskInTheBackgroundIsListedKilledAndDeleted() {
        String id = Jrun.newId();
        containerd.run(List.of("--detach"), id, "sleep", "1000").expectSuccess();

        assertThat(containerd.ctr("tasks", "ls").out()).contains(id).contains("RUNNING");
        containerd.ctr("tasks", "kill", "--signal=SIGKILL", id).expectSuccess();
        Await.until("the end of the task", () -> containerd.ctr("tasks", "ls").out(), list -> list.contains("STOPPED"));
        // Its own status is that of the task: 137.
        assertThat(containerd.ctr("tasks", "delete", id).exit()).isIn(0, 137);
        containerd.ctr("containers", "delete", id).expectSuccess();
    }
}
