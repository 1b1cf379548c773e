package dev.jrun.it.bench;

import dev.jrun.it.RuntimeUnderTest;
import dev.jrun.it.Subreaper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs commands and takes what they cost, by the C programs of the benchmark, which it compiles into a folder. */
final class Meter {
    /** Without a C library, as the program jrun itself is. */
    private static final List<String> FREESTANDING = List.of(
            "-nostdlib",
            "-ffreestanding",
            "-fno-pie",
            "-no-pie",
            "-fno-stack-protector",
            "-fno-asynchronous-unwind-tables",
            "-fno-tree-loop-distribute-patterns",
            "-Wl,--build-id=none",
            "-Wl,-z,noexecstack");

    private final Path measure;
    private final Path floor;
    private final Path nothing;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    Meter(Path folder) {
        measure = compile(folder, "measure", FREESTANDING);
        floor = compile(folder, "floor", List.of());
        nothing = compile(folder, "nothing", FREESTANDING);
    }

    /** What the kernel alone takes for a container with this root file system. */
    Sample floor(Path rootfs) {
        return measure(Way.plain(), Load.once(List.of(floor.toString(), rootfs.toString())));
    }

    /** A program for a container that has to cost as little as can be. */
    Path nothing() {
        return nothing;
    }

    Sample measure(Way way, Load load) {
        if (stopped) {
            throw new IllegalStateException("the benchmark has been interrupted");
        }
        List<String> command = new ArrayList<>(List.of(measure.toString()));
        command.addAll(load.arguments());
        return Sample.parse(output(way, command));
    }

    /** What a command prints, which has to succeed. */
    String output(Way way, List<String> command) {
        Process process = start(way, command);
        running.add(process);
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("ended with %d: %s".formatted(exit, String.join(" ", command)));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + command, e);
        } finally {
            running.remove(process);
        }
    }

    /** Starts a command and leaves it to the caller. Its errors are seen. */
    Process start(Way way, List<String> command) {
        List<String> line = new ArrayList<>(way.entrance());
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JRUN_ENGINE", way.engine());
        return Subreaper.start(builder);
    }

    /** Ends what is measured, and measures no more. */
    void stop() {
        stopped = true;
        running.forEach(Process::destroy);
    }

    private Path compile(Path folder, String name, List<String> flags) {
        Path repository = RuntimeUnderTest.repository();
        Path program = folder.resolve(name);
        List<String> command =
                new ArrayList<>(List.of("gcc", "-std=gnu11", "-O2", "-static", "-Wall", "-Wextra", "-Werror"));
        command.addAll(flags);
        command.addAll(List.of("-I", repository.resolve("runtime/src/main/c").toString()));
        command.addAll(List.of("-o", program.toString()));
        command.add(repository
                .resolve("integration-tests/src/bench/c/" + name + ".c")
                .toString());
        output(Way.plain(), command);
        return program;
    }
}
