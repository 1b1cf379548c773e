package dev.jrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Podman with a storage of its own and an image of busybox in it, on the runtime under test. */
final class Podman implements AutoCloseable {
    static final String IMAGE = "localhost/busybox";

    /** Podman would ask for a network that needs more packages. */
    private static final List<String> OPTIONS = List.of("--network", "none");

    private final Path runtime;
    private final Path folder;
    private final Transcript transcript = new Transcript();
    private final AtomicInteger calls = new AtomicInteger();

    private Podman(ClientRuntime runtime, Path folder) {
        this.runtime = runtime.program();
        this.folder = folder;
    }

    static Podman start(ClientRuntime runtime) throws IOException {
        var podman = new Podman(runtime, Files.createTempDirectory("podman"));
        // Podman would ask for limits above the caller's own.
        Files.writeString(podman.configuration(), """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
            init_path = "/usr/bin/catatonit"
            [engine]
            runtime_supports_nocgroup = ["jrun"]
            """);
        Path rootfs = podman.folder.resolve("rootfs");
        Rootfs.make(rootfs);
        Path archive = podman.folder.resolve("rootfs.tar");
        podman.call("tar", "-C", rootfs.toString(), "-cf", archive.toString(), ".")
                .expectSuccess();
        podman.podman("import", "--quiet", archive.toString(), IMAGE).expectSuccess();
        return podman;
    }

    /** {@code podman run} with these options and command. */
    Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(OPTIONS);
        command.addAll(List.of(arguments));
        return podman(command.toArray(String[]::new));
    }

    Result podman(String... arguments) {
        List<String> command = base();
        command.addAll(List.of(arguments));
        return call(command.toArray(String[]::new));
    }

    /** {@code podman} with arguments for a shell to read, redirections among them. */
    Result shell(String arguments) {
        return call("sh", "-c", String.join(" ", base()) + " " + arguments);
    }

    private List<String> base() {
        return new ArrayList<>(List.of(
                "podman",
                "--runtime=" + runtime,
                "--cgroup-manager=cgroupfs",
                "--events-backend=file",
                "--storage-driver=vfs",
                "--root=" + folder.resolve("storage"),
                "--runroot=" + folder.resolve("run"),
                "--tmpdir=" + folder.resolve("tmp")));
    }

    private Result call(String... command) {
        Path output = folder.resolve("call" + calls.incrementAndGet());
        return new Invocation(List.of(command), output, transcript)
                .environment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .environment("HOME", folder.toString())
                .environment("CONTAINERS_CONF", configuration().toString())
                .run();
    }

    private Path configuration() {
        return folder.resolve("containers.conf");
    }

    /** Where a test may put files. */
    Path folder() {
        return folder;
    }

    /** Runs a container in the background that does nothing. */
    void runIdle(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--detach", "--name", name));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(IMAGE, "sleep", "1000"));
        run(arguments.toArray(String[]::new)).expectSuccess();
    }

    /** Kills and removes a container or pod, with what is in it. */
    void remove(String name) {
        podman("rm", "--force", "--time=0", name).expectSuccess();
    }

    @Override
    public void close() throws IOException {
        podman("rm", "--all", "--force", "--time=0").expectSuccess();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
