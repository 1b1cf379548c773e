package dev.jrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A containerd of the test's own, driven by ctr, whose shim calls the runtime under test. */
final class Containerd implements AutoCloseable {
    private final ClientRuntime runtime;
    private final Path folder;
    private final Process daemon;
    private final Transcript transcript = new Transcript();
    private final AtomicInteger calls = new AtomicInteger();

    private Containerd(ClientRuntime runtime, Path folder, Process daemon) {
        this.runtime = runtime;
        this.folder = folder;
        this.daemon = daemon;
    }

    /** Starts it, with the image of {@code podman} in it. */
    static Containerd start(ClientRuntime runtime, Podman podman) throws IOException {
        Path folder = Files.createTempDirectory("containerd");
        Path config = Files.writeString(folder.resolve("config.toml"), """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "%1$s/grpc"
            [ttrpc]
              address = "%1$s/ttrpc"
            """.formatted(folder));
        Process daemon = Subreaper.start(new ProcessBuilder("containerd", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile()));
        var containerd = new Containerd(runtime, folder, daemon);
        Await.until("containerd", () -> containerd.ctr("version").exit(), exit -> exit == 0);
        Path archive = folder.resolve("image.tar");
        podman.podman("save", "--quiet", "--format=oci-archive", "--output=" + archive, Podman.IMAGE);
        containerd.ctr("image", "import", archive.toString()).expectSuccess();
        return containerd;
    }

    /** {@code ctr run} of the image with these options first, then an id, then a command. */
    Result run(List<String> options, String id, String... command) {
        return invocation(runArguments(options, id, command)).run();
    }

    /** {@code ctr run --tty}, by somebody at this terminal; to be started. */
    Invocation atTerminal(Terminal terminal, String id, String... command) {
        return invocation(runArguments(List.of("--rm", "--tty"), id, command)).at(terminal.seat());
    }

    Result ctr(String... arguments) {
        return invocation(List.of(arguments)).run();
    }

    private List<String> runArguments(List<String> options, String id, String... command) {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--snapshotter=native", "--runc-binary=" + runtime.program()));
        arguments.addAll(options);
        arguments.addAll(List.of(Podman.IMAGE + ":latest", id));
        arguments.addAll(List.of(command));
        return arguments;
    }

    private Invocation invocation(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("ctr", "--address=" + folder.resolve("grpc")));
        command.addAll(arguments);
        return new Invocation(command, folder.resolve("call" + calls.incrementAndGet()), transcript)
                .environment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    @Override
    public void close() throws IOException {
        daemon.destroy();
        Await.until("the end of containerd", daemon::isAlive, alive -> !alive);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
