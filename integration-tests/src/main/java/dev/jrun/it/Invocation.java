package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One command, about to be run. Its output goes to files, as a container that outlives the command writes to the same
 * descriptors.
 */
public final class Invocation {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path output;
    private final Transcript transcript;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path folder = Path.of("/");
    private Path stdin = Path.of("/dev/null");
    private Optional<Path> terminal = Optional.empty();

    Invocation(List<String> command, Path output, Transcript transcript) {
        this.command = List.copyOf(command);
        this.output = output;
        this.transcript = transcript;
    }

    /** The same command, run in the network namespace of the process {@code pid}. */
    public Invocation inNetworkOf(int pid) {
        List<String> wrapped = new ArrayList<>(List.of("/usr/bin/nsenter", "--net=/proc/" + pid + "/ns/net"));
        wrapped.addAll(command);
        return new Invocation(wrapped, output, transcript);
    }

    /**
     * The same command, started by a shell: {@code preparation} ends with what comes before the command, for example
     * {@code exec 3</etc/hostname;} and the shell becomes it.
     */
    public Invocation after(String preparation) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", preparation + " exec \"$@\"", "sh"));
        wrapped.addAll(command);
        var invocation = new Invocation(wrapped, output, transcript);
        invocation.environment.putAll(environment);
        return invocation.in(folder).stdin(stdin);
    }

    /** The command gets these variables and no others: clients call a runtime with next to none. */
    public Invocation environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Invocation in(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    public Invocation stdin(Path file) {
        stdin = file;
        return this;
    }

    /** The command's stdin and stdout are this terminal. */
    public Invocation at(Path seat) {
        terminal = Optional.of(seat);
        return stdin(seat);
    }

    /** Where the command's stdout goes; a container that it made writes there, too. */
    public Path stdout() {
        return output.resolveSibling(output.getFileName() + ".out");
    }

    public Path stderr() {
        return output.resolveSibling(output.getFileName() + ".err");
    }

    /** Runs the command to its end. */
    public Result run() {
        return finish(start());
    }

    /** Starts the command; what is started has to be given to {@link #finish}. */
    public Process start() {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectInput(stdin.toFile())
                .redirectOutput(terminal.orElse(stdout()).toFile())
                .redirectError(stderr().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return Subreaper.start(builder);
    }

    /** Waits for the command's end, up to the limit. */
    public Result finish(Process process) {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end within %d s: %s".formatted(LIMIT.toSeconds(), result(-1)));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        }
        return transcript.add(result(process.exitValue()));
    }

    private Result result(int exit) {
        try {
            String out = terminal.isPresent() ? "" : Files.readString(stdout());
            return new Result(command, exit, out, Files.readString(stderr()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
