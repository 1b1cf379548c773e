package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The config.json that containerd's client writes, as it is, and the calls of containerd's shim. */
@BlackBoxTest
@ParameterizedClass(name = "on {0}")
@EnumSource(ClientRuntime.class)
class ContainerdTest {
    @SuppressWarnings("NullAway.Init") // set before the tests of each runtime
    private static Podman podman;

    @SuppressWarnings("NullAway.Init") // set before the tests of each runtime
    private static Containerd containerd;

    @Parameter
    @SuppressWarnings({"NullAway.Init", "unused"}) // for JUnit to name the tests by
    private ClientRuntime runtime;

    @BeforeParameterizedClassInvocation
    static void startContainerd(ClientRuntime runtime) throws IOException {
        podman = Podman.start(runtime);
        containerd = Containerd.start(runtime, podman);
    }

    @AfterParameterizedClassInvocation
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
        String id = startIdle();

        assertThat(containerd.ctr("tasks", "ls").out()).contains(id).contains("RUNNING");
        delete(id);
    }

    @Test
    void execRunsAnotherProgramInTheTask() {
        String id = startIdle();

        Result exec = containerd.ctr("tasks", "exec", "--exec-id=other", id, "sh", "-c", "echo other; exit 4");

        assertThat(exec.out()).isEqualTo("other\n");
        assertThat(exec.exit()).isEqualTo(4);
        delete(id);
    }

    @Test
    void aPausedTaskStandsStillUntilItIsResumed() {
        String id = startIdle();

        containerd.ctr("tasks", "pause", id).expectSuccess();
        assertThat(containerd.ctr("tasks", "ls").out()).contains("PAUSED");
        containerd.ctr("tasks", "resume", id).expectSuccess();
        assertThat(containerd.ctr("tasks", "ls").out()).contains("RUNNING");
        delete(id);
    }

    @Test
    void theProcessesAndFiguresOfATaskAreShown() {
        String id = startIdle();

        assertThat(containerd.ctr("tasks", "ps", id).expectSuccess().out().lines())
                .hasSize(2);
        assertThat(containerd.ctr("tasks", "metrics", id).expectSuccess().out()).contains("pids.current");
        delete(id);
    }

    @Test
    void aTaskIsGivenATerminal() {
        try (Terminal terminal = Terminal.open()) {
            String id = Jrun.newId();
            Invocation run = containerd.atTerminal(terminal, id, "sh", "-c", "tty; exec sleep 1000");
            Process ctr = run.start();

            terminal.awaitShown("/dev/pts/0");
            containerd.ctr("tasks", "kill", "--signal=SIGKILL", id).expectSuccess();
            assertThat(run.finish(ctr).exit()).isEqualTo(137);
        }
    }

    private static String startIdle() {
        String id = Jrun.newId();
        containerd.run(List.of("--detach"), id, "sleep", "1000").expectSuccess();
        return id;
    }

    private static void delete(String id) {
        containerd.ctr("tasks", "kill", "--signal=SIGKILL", id).expectSuccess();
        Await.until("the end of the task", () -> containerd.ctr("tasks", "ls").out(), list -> list.contains("STOPPED"));
        // Its own status is that of the task: 137.
        assertThat(containerd.ctr("tasks", "delete", id).exit()).isIn(0, 137);
        containerd.ctr("containers", "delete", id).expectSuccess();
    }
}
