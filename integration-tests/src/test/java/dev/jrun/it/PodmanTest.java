package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Podman's own config.json, as it is: its seccomp profile, capabilities, mounts, limits and devices. */
@BlackBoxTest
@ParameterizedClass(name = "on {0}")
@EnumSource(ClientRuntime.class)
class PodmanTest extends PodmanCase {
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

    @Test
    void aReadOnlyRootTakesNoFilesButInItsTmpfs() {
        Result refused = podman.run("--rm", "--read-only", Podman.IMAGE, "touch", "/file");
        assertThat(refused.err()).contains("Read-only file system");

        podman.run("--rm", "--read-only", "--tmpfs", "/scratch", Podman.IMAGE, "touch", "/scratch/file")
                .expectSuccess();
    }

    @ParameterizedTest
    @CsvSource({"no-new-privileges, NoNewPrivs, 1", "seccomp=unconfined, Seccomp, 0"})
    void securityOptionsAreInForce(String option, String field, String value) {
        String line = podman.run(
                        "--rm", "--security-opt", option, Podman.IMAGE, "grep", "^" + field + ":", "/proc/self/status")
                .out();

        assertThat(line).isEqualTo(field + ":\t" + value + "\n");
    }

    @Test
    void cpuTimeIsLimited() {
        String quota = podman.run("--rm", "--cpus", "0.5", Podman.IMAGE, "cat", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
                .out();

        assertThat(quota).isEqualTo("50000\n");
    }

    @Test
    void aFileDescriptorIsPreserved() {
        Result result = podman.shell("run --rm --network none --preserve-fds 1 %s cat /proc/self/fd/3 3</etc/hostname"
                .formatted(Podman.IMAGE));

        assertThat(result.expectSuccess().out()).isNotEmpty();
    }

    @Test
    void aContainerMayDoWithoutACgroup() throws IOException {
        Result result = podman.run("--rm", "--cgroups=disabled", Podman.IMAGE, "cat", "/proc/self/cgroup");

        switch (runtime()) {
            case JRUN ->
                assertThat(result.expectSuccess().out()).isEqualTo(Files.readString(Path.of("/proc/self/cgroup")));
            // Podman is told in its configuration which runtimes can, and runc can't.
            case RUNC -> result.expectFailure("not compatible with NoCgroups");
        }
    }

    @Test
    void initIsGivenToAProgramThatIsNone() {
        assertThat(podman.run("--rm", "--init", Podman.IMAGE, "ps").out())
                .contains("1 root     /run/podman-init -- ps");
    }
}
