package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Podman of an ordinary user: it calls the runtime as root of a user namespace. With runc as a control. */
@BlackBoxTest
@JrunOnly("has its control in itself")
class RootlessPodmanTest {
    private static final String IMAGE = "localhost/busybox";

    /** Where the user's home is mounted for it: Podman takes no long path for its sockets' folder. */
    private static final Path SHORT_HOME = Path.of("/mnt");

    private static final Path RUNC = Path.of("/usr/sbin/runc");

    static Stream<String> runtimes() {
        return Files.isExecutable(RUNC) ? Stream.of("jrun", RUNC.toString()) : Stream.of("jrun");
    }

    /** Podman with its storage in the user's home. */
    private record Podman(Jrun jrun, OrdinaryUser user, String runtime) implements AutoCloseable {
        static Podman start(Jrun jrun, String runtime) {
            OrdinaryUser user = OrdinaryUser.in(jrun.file("user"));
            user.prepared("mount --bind '" + user.home() + "' " + SHORT_HOME);
            String program = runtime.equals("jrun") ? user.binary().toString() : runtime;
            var podman = new Podman(jrun, user, program);
            Path rootfs = user.home().resolve("rootfs");
            Rootfs.make(rootfs);
            user.own(rootfs);
            podman.sh(
                    "tar -C '" + rootfs + "' -c . | " + String.join(" ", podman.base()) + " import --quiet - " + IMAGE);
            return podman;
        }

        private List<String> base() {
            return List.of(
                    "podman",
                    "--runtime=" + runtime,
                    "--cgroup-manager=cgroupfs",
                    "--events-backend=file",
                    "--storage-driver=vfs",
                    "--log-level=error",
                    "--root=" + SHORT_HOME.resolve("storage"),
                    "--runroot=" + SHORT_HOME.resolve("run"),
                    "--tmpdir=" + SHORT_HOME.resolve("tmp"));
        }

        private Result sh(String script) {
            return jrun.of(user, "sh", "-c", script).run();
        }

        Result podman(String... arguments) {
            List<String> command = new ArrayList<>(base());
            command.addAll(List.of(arguments));
            return jrun.of(user, command.toArray(String[]::new)).run();
        }

        String run(String... arguments) {
            List<String> command = new ArrayList<>(List.of("run", "--network", "none"));
            command.addAll(List.of(arguments));
            Result result = podman(command.toArray(String[]::new));
            assertThat(result.exit()).as(result.toString()).isZero();
            return result.out();
        }

        /** Ends the process that keeps Podman's user namespace, and removes what belongs to mapped ids. */
        @Override
        public void close() {
            podman("rm", "--all", "--force", "--time=0");
            podman("system", "migrate");
            sh("podman unshare rm -rf '" + SHORT_HOME + "/storage'");
            podman("system", "migrate");
            endPause();
        }

        private void endPause() {
            for (Path file : List.of(
                    user.home().resolve("tmp/pause.pid"), user.runtimeFolder().resolve("libpod/tmp/pause.pid"))) {
                try {
                    if (Files.exists(file)) {
                        ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                                .filter(process -> process.info()
                                        .command()
                                        .filter(command -> command.endsWith("podman") || command.endsWith("catatonit"))
                                        .isPresent())
                                .ifPresent(ProcessHandle::destroyForcibly);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void aUserRunsContainers(String runtime, Jrun jrun) {
        try (Podman podman = Podman.start(jrun, runtime)) {
            assertThat(podman.run("--rm", IMAGE, "sh", "-c", "id -u; ls -ln /dev/null; hostname >/dev/null && echo ok"))
                    .startsWith("0\ncrw")
                    .endsWith("ok\n");
            assertThat(podman.run("--rm", "--user", "7:8", IMAGE, "sh", "-c", "id -u; id -g; cat /proc/self/uid_map")
                            .replaceAll(" +", " "))
                    .isEqualTo("7\n8\n 0 4711 1\n 1 2000000 65536\n");
            assertThat(podman.podman("run", "--rm", "--network", "none", IMAGE, "sh", "-c", "exit 3")
                            .exit())
                    .isEqualTo(3);
            assertThat(podman.run("--rm", "--tty", IMAGE, "readlink", "/proc/self/fd/0")
                            .strip())
                    .isEqualTo("/dev/pts/0");
            assertThat(podman.run(
                            "--rm",
                            "--volume",
                            podman.user().home() + ":/mnt:ro",
                            "--read-only",
                            IMAGE,
                            "sh",
                            "-c",
                            "test -d /mnt/rootfs && echo there; touch /mnt/x || touch /x || echo refused"))
                    .isEqualTo("there\nrefused\n");
        }
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void aUsersContainerInTheBackgroundIsStoppedAndRemoved(String runtime, Jrun jrun) {
        try (Podman podman = Podman.start(jrun, runtime)) {
            podman.run("--detach", "--name", "polite", IMAGE, "sh", "-c", "trap 'exit 7' TERM; sleep 1000 & wait");

            assertThat(podman.podman("ps", "--format", "{{.Names}}").out()).isEqualTo("polite\n");
            assertThat(podman.podman("stop", "polite").exit()).isZero();
            assertThat(podman.podman("wait", "polite").out()).isEqualTo("7\n");
            assertThat(podman.podman("rm", "polite").exit()).isZero();
        }
    }
}
