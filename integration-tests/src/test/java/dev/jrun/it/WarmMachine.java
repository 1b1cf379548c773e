package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount namespace with an empty /run/jrun, where a test can have a daemon of its own: the machine's, and that of the
 * suite, are not in sight there.
 */
final class WarmMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Path LOCK = Path.of("run/jrun/@engine.lock");
    private static final Path SOCKET = Path.of("run/jrun/@engine.sock");

    private final Jrun jrun;
    private final Process holder;
    private int calls;

    WarmMachine(Jrun jrun) {
        this.jrun = jrun;
        Path ready = jrun.file("ready");
        holder = Subreaper.start(new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mkdir -p -m 700 /run/jrun && mount -t tmpfs -o mode=700 jrun-it /run/jrun && echo > \"$0\""
                        + " && exec sleep 1000",
                ready.toString()));
        assertThat(Await.within(LIMIT, () -> Files.exists(ready)))
                .as("a mount namespace")
                .isTrue();
    }

    /** A program in there. */
    Invocation program(String... words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt"));
        command.addAll(List.of(words));
        calls++;
        return new Invocation(command, jrun.file("warm-" + calls), jrun.transcript());
    }

    /** A command of jrun in there. */
    Invocation command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(RuntimeUnderTest.binary().toString()));
        words.addAll(List.of("--root", jrun.root().toString()));
        words.addAll(List.of(arguments));
        return program(words.toArray(String[]::new));
    }

    /** A command of jrun behind another that starts it, {@code setpriv} and its like. */
    Invocation through(List<String> wrapper, String... arguments) {
        List<String> words = new ArrayList<>(wrapper);
        words.add(RuntimeUnderTest.binary().toString());
        words.addAll(List.of(arguments));
        return program(words.toArray(String[]::new));
    }

    /** Starts a daemon; gives its pid. */
    int startDaemon(String... flags) {
        List<String> words = new ArrayList<>(List.of("daemon", "--detach"));
        words.addAll(List.of(flags));
        command(words.toArray(String[]::new)).run().expectSuccess();
        return daemon();
    }

    /** The pid of the daemon that was started last. */
    int daemon() {
        return Integer.parseInt(read(LOCK));
    }

    boolean hasSocket() {
        return Files.exists(inside(SOCKET));
    }

    /** Waits until the process, which this JVM adopted, has ended. */
    static void awaitEnd(int pid) {
        assertThat(Await.within(LIMIT, () -> {
                    Subreaper.reapOrphans();
                    return Files.notExists(Path.of("/proc/" + pid));
                }))
                .as("the end of daemon " + pid)
                .isTrue();
    }

    void kill(int pid) {
        program("kill", "-KILL", Integer.toString(pid)).run();
        awaitEnd(pid);
    }

    private Path inside(Path path) {
        return Path.of("/proc/" + holder.pid() + "/root").resolve(path);
    }

    private String read(Path path) {
        try {
            return Files.readString(inside(path)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the daemon, if one is left, and the namespace. */
    @Override
    public void close() {
        if (Files.exists(inside(LOCK))) {
            int pid = daemon();
            if (ProcessHandle.of(pid).isPresent()) {
                kill(pid);
            }
        }
        holder.destroyForcibly();
        try {
            holder.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
