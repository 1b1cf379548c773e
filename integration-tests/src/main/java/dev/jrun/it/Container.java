package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A container that a test made; closing it deletes it by force and collects its init. */
public final class Container implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Jrun jrun;
    private final String id;
    private final Path stdout;
    private final Path stderr;
    private int pid;

    Container(Jrun jrun, String id, Path stdout, Path stderr) {
        this.jrun = jrun;
        this.id = id;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    Container created(Path pidFile) {
        pid = Integer.parseInt(read(pidFile));
        return this;
    }

    public String id() {
        return id;
    }

    /** The init's pid, from the pid file. */
    public int pid() {
        return pid;
    }

    public ProcFacts init() {
        return new ProcFacts(pid);
    }

    public void start() {
        jrun.succeed("start", id);
    }

    public void kill(String signal) {
        jrun.succeed("kill", id, signal);
    }

    public void delete() {
        jrun.succeed("delete", id);
    }

    public JsonNode state() {
        return JSON.readTree(jrun.succeed("state", id).out());
    }

    public String status() {
        return state().path("status").asString();
    }

    /** Waits as the subreaper does: the exit code, or 128 and the signal. */
    public int exitCode() {
        return Subreaper.exitCode(pid);
    }

    /** Waits until the container's process has written this, and returns all it has written. */
    public String awaitOutput(String expected) {
        return Await.until("output " + expected, this::output, text -> text.contains(expected));
    }

    public String output() {
        return read(stdout);
    }

    public String errors() {
        return read(stderr);
    }

    @Override
    public void close() {
        jrun.succeed("delete", "--force", id);
        Subreaper.reapOrphans();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
