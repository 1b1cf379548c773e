package dev.jrun.runtime.stub;

import static java.util.Objects.requireNonNull;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.ffi.Spawner;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A stub of either architecture as a child of this JVM; that of another machine runs under qemu. */
final class StubProcess implements AutoCloseable {
    static final int CHANNEL = 9;
    static final List<String> ENVIRONMENT = List.of("COLOUR=blue", "EMPTY=");

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SIGKILL = 9;

    private final LocalExecutor local = new LocalExecutor();
    private final Arch arch;
    private final Fd socket;
    private final long pid;
    private final Stub stub;
    private boolean open = true;
    private boolean running = true;

    StubProcess(Arch arch) {
        this.arch = arch;
        List<Fd> pair = local.call("make a channel", new Socketpair());
        socket = pair.getFirst();
        List<String> argv = argv(arch);
        Path program = Path.of(argv.getFirst());
        pid = new Spawner(local)
                .spawn(program, argv.subList(1, argv.size()), ENVIRONMENT, Map.of(CHANNEL, pair.get(1)));
        local.call("close the stub's end", new Close(pair.get(1)));
        stub = Stub.connect(local, socket, "stub under test");
    }

    /** The program built for {@code arch}. */
    static Path program(Arch arch) {
        String folder = requireNonNull(System.getProperty("jrun.native"), "jrun.native, which Maven sets");
        return Path.of(folder, arch.name().toLowerCase(Locale.ROOT), "jrun");
    }

    /** The program to execute, then its arguments from its name on. */
    private static List<String> argv(Arch arch) {
        String program = program(arch).toString();
        String channel = Integer.toString(CHANNEL);
        if (arch == Arch.current()) {
            return List.of(program, "jrun-stub", channel);
        }
        return List.of(qemu(arch), "qemu", "-0", "jrun-stub", program, channel);
    }

    private static String qemu(Arch arch) {
        String name = "qemu-" + arch.name().toLowerCase(Locale.ROOT);
        for (String candidate : List.of("/usr/bin/" + name + "-static", "/usr/bin/" + name)) {
            if (Files.isExecutable(Path.of(candidate))) {
                return candidate;
            }
        }
        throw new AssertionError("no /usr/bin/" + name + "-static; install the package qemu-user-static");
    }

    LocalExecutor local() {
        return local;
    }

    Arch arch() {
        return arch;
    }

    Stub stub() {
        return stub;
    }

    long pid() {
        return pid;
    }

    /** Sends one message past the executor. */
    void send(byte[] message) {
        local.call("send", new Send(socket, message));
    }

    /** Receives one message past the executor; it is empty when the stub has closed its end. */
    byte[] receive() {
        return local.call("receive", new Receive(socket, 1 << 17));
    }

    /** Leaves the stub waiting on a socket of its own. */
    void park(Fd listener) {
        open = false;
        stub.park(listener);
    }

    void closeChannel() {
        open = false;
        stub.close();
    }

    /** Waits for the stub's end and gives its exit status. */
    int exitCode() throws InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(limit)) {
            var status = local.call("wait for the stub", new Wait4(pid, Wait4.WALL | Wait4.WNOHANG));
            if (status.pid() != 0) {
                running = false;
                return status.exitCode();
            }
            // wait4 knows no time limit: a stub that never ends would hold the tests for good.
            Thread.sleep(2);
        }
        throw new AssertionError("the stub still runs after " + LIMIT);
    }

    @Override
    public void close() throws InterruptedException {
        if (open) {
            closeChannel();
        }
        if (running) {
            local.call("kill the stub", new Kill(pid, SIGKILL));
            exitCode();
        }
    }
}
