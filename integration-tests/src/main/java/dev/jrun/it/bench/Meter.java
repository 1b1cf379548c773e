package dev.jrun.it.bench;

import dev.jrun.it.RuntimeUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The C programs of the benchmark, compiled into a folder. */
final class Meter {
    private static final Path CGROUP_V2_OF_HYBRID = Path.of("/sys/fs/cgroup/unified");

    private final Path measure;
    private final Path floor;

    Meter(Path folder) {
        measure = compile(folder, "measure");
        floor = compile(folder, "floor");
    }

    /** The command that only does what the kernel has to do for a container. */
    List<String> floor(Path rootfs) {
        return List.of(floor.toString(), rootfs.toString());
    }

    /** Runs commands as {@code measure} understands them, those of jrun with a cold engine. */
    Sample measure(List<String> commands) {
        return measure(commands, "cold");
    }

    /** Runs commands of jrun that {@code daemon} has to serve, and adds what they cost there. */
    Sample measureWarm(Daemon daemon, List<String> commands) {
        long before = daemon.cpu();
        Sample sample = measure(commands, "warm");
        return sample.withMoreCpu(daemon.cpu() - before);
    }

    private Sample measure(List<String> commands, String engine) {
        List<String> line = new ArrayList<>(List.of(measure.toString()));
        line.addAll(commands);
        return Sample.parse(output(line, engine));
    }

    /** What a command prints. */
    String output(List<String> command) {
        return output(command, "auto");
    }

    /** crun refuses hybrid cgroups: it sees the machine without the hierarchy of version 2. */
    Sample measureWithoutHybridCgroups(List<String> commands) {
        if (Files.notExists(CGROUP_V2_OF_HYBRID)) {
            return measure(commands);
        }
        List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", "-c"));
        line.add("umount " + CGROUP_V2_OF_HYBRID + " && exec \"$0\" \"$@\"");
        line.add(measure.toString());
        line.addAll(commands);
        return Sample.parse(output(line, "cold"));
    }

    private static Path compile(Path folder, String name) {
        Path source = RuntimeUnderTest.repository().resolve("integration-tests/src/bench/c/" + name + ".c");
        Path program = folder.resolve(name);
        output(List.of("gcc", "-O2", "-w", "-o", program.toString(), source.toString()), "cold");
        return program;
    }

    private static String output(List<String> command, String engine) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("JRUN_ENGINE", engine);
            Process process = builder.start();
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
        }
    }
}
