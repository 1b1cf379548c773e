package dev.jrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Docker engine of the test's own, with an image of busybox in it, on the runtime under test. */
final class Docker implements AutoCloseable {
    static final String IMAGE = "busybox";

    private final Path folder;
    private final Process daemon;
    private final Transcript transcript = new Transcript();
    private final AtomicInteger calls = new AtomicInteger();

    private Docker(Path folder, Process daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    static Docker start(ClientRuntime runtime) throws IOException {
        Path folder = Files.createTempDirectory("docker");
        Path config = Files.writeString(folder.resolve("daemon.json"), """
            {
              "runtimes": {"tested": {"path": "%2$s"}},
              "default-runtime": "tested",
              "hosts": ["unix://%1$s/socket"],
              "data-root": "%1$s/data",
              "exec-root": "%1$s/exec",
              "pidfile": "%1$s/pid",
              "storage-driver": "vfs",
              "bridge": "none",
              "iptables": false,
              "ip6tables": false
            }
            """.formatted(folder, runtime.program()));
        Process daemon = Subreaper.start(new ProcessBuilder("dockerd", "--config-file", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()));
        var docker = new Docker(folder, daemon);
        Await.until("the Docker engine", () -> docker.docker("version").exit(), exit -> exit == 0);
        docker.importImage();
        return docker;
    }

    private void importImage() throws IOException {
        Path rootfs = folder.resolve("rootfs");
        Rootfs.make(rootfs);
        Path archive = folder.resolve("rootfs.tar");
        call(List.of("tar", "-C", rootfs.toString(), "-cf", archive.toString(), "."))
                .expectSuccess();
        docker("import", archive.toString(), IMAGE).expectSuccess();
    }

    /** {@code docker run} with these options and command. */
    Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("run", "--network=none"));
        command.addAll(List.of(arguments));
        return docker(command.toArray(String[]::new));
    }

    /** Runs a container in the background that does nothing. */
    void runIdle(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--detach", "--name=" + name));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(IMAGE, "/bin/sleep", "1000"));
        run(arguments.toArray(String[]::new)).expectSuccess();
    }

    /** Kills and removes a container. */
    void remove(String name) {
        docker("rm", "--force", name).expectSuccess();
    }

    Result docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return call(command);
    }

    private Result call(List<String> command) {
        return new Invocation(command, folder.resolve("call" + calls.incrementAndGet()), transcript)
                .environment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .environment("HOME", folder.toString())
                .environment("DOCKER_HOST", "unix://" + folder.resolve("socket"))
                .run();
    }

    @Override
    public void close() throws IOException {
        daemon.destroy();
        Await.until("the end of the Docker engine", daemon::isAlive, alive -> !alive);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
