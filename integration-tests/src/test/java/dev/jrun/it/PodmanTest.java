package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Podman's own config.json, as it is: its seccomp profile, capabilities, mounts, limits and devices. */
@BlackBoxTest
class PodmanTest {
    private static Podman podman;

    @BeforeAll
    static void startPodman() throws IOException {
        podman = Podman.start();
    }

    @AfterAll
    static void stopPodman() throws IOException {
        podman.close();
    }

    @Test
    void runPrintsWhatTheContainerPrints() {
        assertThat(podman.run("--rm", Podman.IMAGE, "echo", "hi")
                        .expectSuccess()
                        .out())
                .isEqualTo("hi\n");
    }

    @ParameterizedTest
    @CsvSource({"'sh -c \"exit 3\"', 3", "no-such-program, 127", "/etc/plain, 126"})
    void runReturnsTheExitCode(String command, int exitCode) {
        String[] arguments = command.startsWith("sh")
                ? new String[] {"--rm", Podman.IMAGE, "sh", "-c", "exit 3"}
                : new String[] {"--rm", Podman.IMAGE, command};

        assertThat(podman.run(arguments).exit()).isEqualTo(exitCode);
    }

    @Test
    void aContainerInTheBackgroundIsListedKilledAndRemoved() {
        podman.run("--detach", "--name", "background", Podman.IMAGE, "sh", "-c", "echo started; sleep 1000")
                .expectSuccess();

        assertThat(podman.podman("ps", "--format", "{{.Names}}").out()).isEqualTo("background\n");
        Await.until("the log", () -> podman.podman("logs", "background").out(), "started\n"::equals);
        podman.podman("kill", "background").expectSuccess();
        assertThat(podman.podman("wait", "background").out()).isEqualTo("137\n");
        podman.podman("rm", "background").expectSuccess();
    }

    @Test
    void stopLetsTheProgramEndByItself() {
        podman.run("--detach", "--name", "polite", Podman.IMAGE, "sh", "-c", "trap 'exit 7' TERM; sleep 1000 & wait")
                .expectSuccess();

        podman.podman("stop", "polite").expectSuccess();

        assertThat(podman.podman("wait", "polite").out()).isEqualTo("7\n");
        podman.podman("rm", "polite").expectSuccess();
    }

    @Test
    void limitsAreThoseOfTheCommandLine() {
        String limits = podman.run(
                        "--rm",
                        "-m",
                        "64m",
                        "--pids-limit",
                        "50",
                        Podman.IMAGE,
                        "sh",
                        "-c",
                        "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/pids/pids.max")
                .out();

        assertThat(limits).isEqualTo("67108864\n50\n");
    }

    @Test
    void theDefaultSeccompProfileLoadsAndBlocks() {
        Result result = podman.run(
                "--rm", "--cap-add", "SYS_ADMIN", Podman.IMAGE, "sh", "-c", "grep Seccomp: /proc/self/status");

        assertThat(result.out()).contains("2");
    }

    @Test
    void userAndCapabilitiesAreThoseOfTheCommandLine() {
        String facts = podman.run(
                        "--rm",
                        "--user",
                        "1000:1000",
                        "--cap-drop",
                        "all",
                        Podman.IMAGE,
                        "sh",
                        "-c",
                        "id -u; id -g; grep CapEff /proc/self/status")
                .out();

        assertThat(facts.lines()).containsExactly("1000", "1000", "CapEff:\t0000000000000000");
    }

    @Test
    void volumesAndDevicesAreThere() {
        String facts = podman.run(
                        "--rm",
                        "--volume",
                        "/etc:/host:ro",
                        "--device",
                        "/dev/fuse",
                        "--hostname",
                        "named",
                        Podman.IMAGE,
                        "sh",
                        "-c",
                        "test -e /host/passwd && ls -l /dev/fuse && hostname; touch /host/x")
                .out();

        assertThat(facts).startsWith("crw").contains("10, 229").endsWith("named\n");
    }

    @Test
    void aTerminalIsGivenToTheProgram() {
        assertThat(podman.run("--rm", "--tty", Podman.IMAGE, "readlink", "/proc/self/fd/0")
                        .out()
                        .strip())
                .isEqualTo("/dev/pts/0");
    }
}
