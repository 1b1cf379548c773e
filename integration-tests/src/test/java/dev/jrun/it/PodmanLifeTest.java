package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What Podman does to a container that runs. */
@BlackBoxTest
@ParameterizedClass(name = "on {0}")
@EnumSource(ClientRuntime.class)
class PodmanLifeTest extends PodmanCase {
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
    void execRunsAnotherProgramAsTheUserAsked() {
        podman.runIdle("busy");

        Result result = podman.podman(
                "exec",
                "--user=1000",
                "--env=WORD=here",
                "--workdir=/tmp",
                "busy",
                "sh",
                "-c",
                "id -u; echo $WORD; pwd; exit 5");

        assertThat(result.out()).isEqualTo("1000\nhere\n/tmp\n");
        assertThat(result.exit()).isEqualTo(5);
        podman.remove("busy");
    }

    @Test
    void execTellsAMissingProgramByItsExitCode() {
        podman.runIdle("busy");

        assertThat(podman.podman("exec", "busy", "no-such-program").exit()).isEqualTo(127);
        assertThat(podman.podman("exec", "busy", "/etc/passwd").exit()).isEqualTo(126);
        podman.remove("busy");
    }

    @Test
    void execGivesATerminal() {
        podman.runIdle("busy");

        podman.podman("exec", "--tty", "busy", "sh", "-c", "tty >/tmp/seat").expectSuccess();

        // Not from the terminal itself: Podman loses what is said before it is attached.
        assertThat(podman.podman("exec", "busy", "cat", "/tmp/seat").out()).isEqualTo("/dev/pts/0\n");
        podman.remove("busy");
    }

    @Test
    void aPausedContainerStandsStillUntilItIsUnpaused() {
        podman.runIdle("still");

        podman.podman("pause", "still").expectSuccess();
        assertThat(status("still")).isEqualTo("paused");
        podman.podman("unpause", "still").expectSuccess();
        assertThat(status("still")).isEqualTo("running");
        podman.remove("still");
    }

    @Test
    void aPausedContainerIsRemovedByForce() {
        podman.runIdle("still");
        podman.podman("pause", "still").expectSuccess();

        podman.remove("still");

        assertThat(podman.podman("ps", "--all", "--quiet").out()).isEmpty();
    }

    @Test
    void updateChangesTheLimitsOfARunningContainer() {
        podman.runIdle("limited", "--memory=64m");

        podman.podman("update", "--memory=32m", "--cpus=0.5", "limited").expectSuccess();

        assertThat(podman.podman(
                                "exec",
                                "limited",
                                "cat",
                                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
                        .out())
                .isEqualTo("33554432\n50000\n");
        podman.remove("limited");
    }

    @Test
    void topAndStatsShowTheProcesses() {
        podman.runIdle("shown");

        assertThat(podman.podman("top", "shown", "pid", "args").out()).contains("1           sleep 1000");
        assertThat(podman.podman("stats", "--no-stream", "--format={{.PIDs}}", "shown")
                        .out())
                .isEqualTo("1\n");
        podman.remove("shown");
    }

    @Test
    void aHealthCheckIsAnExec() {
        podman.podman(
                "create",
                "--name=checked",
                "--network=none",
                "--health-cmd=test -e /tmp/well",
                Podman.IMAGE,
                "sleep",
                "1000");
        podman.podman("start", "checked");

        assertThat(podman.podman("healthcheck", "run", "checked").exit()).isEqualTo(1);
        podman.podman("exec", "checked", "touch", "/tmp/well").expectSuccess();
        assertThat(podman.podman("healthcheck", "run", "checked").exit()).isZero();
        podman.podman("rm", "--force", "--time=0", "checked");
    }

    private static String status(String name) {
        return podman.podman("inspect", "--format={{.State.Status}}", name)
                .out()
                .strip();
    }
}
