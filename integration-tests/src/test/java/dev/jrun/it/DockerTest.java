package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The Docker engine: on jrun, and on another runtime that has to pass the same assertions. */
@BlackBoxTest
@ParameterizedClass(name = "on {0}")
@EnumSource(ClientRuntime.class)
class DockerTest {
    @SuppressWarnings("NullAway.Init") // set before the tests of each runtime
    private static Docker docker;

    @Parameter
    @SuppressWarnings({"NullAway.Init", "unused"}) // for JUnit to name the tests by
    private ClientRuntime runtime;

    @BeforeParameterizedClassInvocation
    static void startDocker(ClientRuntime runtime) throws IOException {
        docker = Docker.start(runtime);
    }

    @AfterParameterizedClassInvocation
    static void stopDocker() throws IOException {
        docker.close();
    }

    /** What a test that failed has left would make others fail. */
    @AfterEach
    void removeContainers() {
        docker.docker("ps", "--all", "--quiet").out().lines().forEach(docker::remove);
    }

    @Test
    void theEngineKnowsTheRuntimeAndItsVersion() {
        assertThat(docker.docker("info", "--format={{.DefaultRuntime}} {{.RuncCommit.ID}}")
                        .out())
                .startsWith("tested ")
                .doesNotContain("N/A");
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3"})
    void runReturnsTheExitCode(String script, int exitCode) {
        assertThat(docker.run("--rm", Docker.IMAGE, "/bin/sh", "-c", script).exit())
                .isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({"no-such-program, 127", "/etc/passwd, 126"})
    void runTellsAProgramThatCannotRunByItsExitCode(String program, int exitCode) {
        assertThat(docker.run("--rm", Docker.IMAGE, program).exit()).isEqualTo(exitCode);
    }

    @Test
    void whatTheProgramPrintsIsInTheLog() {
        docker.run("--detach", "--name=talker", Docker.IMAGE, "/bin/sh", "-c", "echo out; echo err >&2");
        docker.docker("wait", "talker").expectSuccess();

        Result logs = docker.docker("logs", "talker");

        assertThat(logs.out()).isEqualTo("out\n");
        assertThat(logs.err()).isEqualTo("err\n");
    }

    @Test
    void aTerminalIsGivenToTheProgram() {
        assertThat(docker.run("--rm", "--tty", Docker.IMAGE, "/bin/sh", "-c", "tty")
                        .out())
                .isEqualTo("/dev/pts/0\r\n");
    }

    @Test
    void execRunsAnotherProgramAsTheUserAsked() {
        docker.runIdle("busy");

        Result result = docker.docker(
                "exec",
                "--user=1000",
                "--env=WORD=here",
                "--workdir=/tmp",
                "busy",
                "/bin/sh",
                "-c",
                "id -u; echo $WORD; pwd; exit 5");

        assertThat(result.out()).isEqualTo("1000\nhere\n/tmp\n");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(docker.docker("exec", "busy", "no-such-program").exit()).isEqualTo(126);
    }

    @Test
    void stopAndStartRunTheContainerAgain() {
        docker.run("--detach", "--name=polite", Docker.IMAGE, "/bin/sh", "-c", "trap 'exit 7' TERM; sleep 1000 & wait");

        docker.docker("stop", "polite").expectSuccess();
        assertThat(docker.docker("wait", "polite").out()).isEqualTo("7\n");
        docker.docker("start", "polite").expectSuccess();
        docker.docker("kill", "polite").expectSuccess();
        assertThat(docker.docker("wait", "polite").out()).isEqualTo("137\n");
    }

    @Test
    void aPausedContainerStandsStillUntilItIsUnpaused() {
        docker.runIdle("still");

        docker.docker("pause", "still").expectSuccess();
        assertThat(docker.docker("inspect", "--format={{.State.Status}}", "still")
                        .out())
                .isEqualTo("paused\n");
        docker.docker("unpause", "still").expectSuccess();
        assertThat(docker.docker("inspect", "--format={{.State.Status}}", "still")
                        .out())
                .isEqualTo("running\n");
    }

    @Test
    void updateChangesTheLimitsOfARunningContainer() {
        docker.runIdle("limited", "--memory=64m", "--memory-swap=64m");

        docker.docker("update", "--memory=32m", "--memory-swap=32m", "--cpus=0.5", "limited")
                .expectSuccess();

        assertThat(docker.docker(
                                "exec",
                                "limited",
                                "/bin/cat",
                                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
                        .out())
                .isEqualTo("33554432\n50000\n");
    }

    @Test
    void topAndStatsShowTheProcesses() {
        docker.runIdle("shown");

        assertThat(docker.docker("top", "shown").out()).contains("/bin/sleep 1000");
        assertThat(docker.docker("stats", "--no-stream", "--format={{.PIDs}}", "shown")
                        .out())
                .isEqualTo("1\n");
    }

    @Test
    void aHealthCheckIsAnExec() {
        docker.runIdle("checked", "--health-cmd=test -e /etc/passwd", "--health-interval=1s");

        Await.until(
                "the health check",
                () -> docker.docker("inspect", "--format={{.State.Health.Status}}", "checked")
                        .out(),
                "healthy\n"::equals);
    }

    @Test
    void anAllocationBeyondTheLimitIsReportedAsOutOfMemory() {
        docker.run(
                "--name=greedy",
                "--memory=16m",
                "--memory-swap=16m",
                Docker.IMAGE,
                "/bin/sh",
                "-c",
                "x=a; while true; do x=$x$x; done");

        assertThat(docker.docker("inspect", "--format={{.State.OOMKilled}}", "greedy")
                        .out())
                .isEqualTo("true\n");
    }
}
