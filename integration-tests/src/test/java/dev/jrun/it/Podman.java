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

    /** Podman would ask for limits above the caller's own, and for a network that needs more packages. */
    private static final List<String> OPTIONS =
            List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", "--network", "none");

    private final Path folder;
    private final Transcript transcript = new Transcript();
    private final AtomicInteger calls = new AtomicInteger();

    private Podman(Path folder) {
        this.folder = folder;
    }

    static Podman start() throws IOException {
        var podman = new Podman(Files.createTempDirectory("podman-on-jrun"));
        Path rootfs = podman.folder.resolve("rootfs");
        Rootfs.make(rootfs);
        podman.call(
                        "sh",
                        "-c",
                        "tar -C '%s' -c . | %s import --quiet - %s"
                                .formatted(rootfs, String.join(" ", podman.base()), IMAGE))
                .expectSuccess();
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

    private List<String> base() {
        return new ArrayList<>(List.of(
                "podman",
                "--runtime=" + RuntimeUnderTest.binary(),
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
                .run();
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
