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

    /** Runs commands as {@code measure} understands them. */
    Sample measure(List<String> commands) {
        List<String> line = new ArrayList<>(List.of(measure.toString()));
        line.addAll(commands);
        return Sample.parse(output(line));
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
        return Sample.parse(output(line));
    }

    private static Path compile(Path folder, String name) {
        Path source = RuntimeUnderTest.repository().resolve("integration-tests/src/bench/c/" + name + ".c");
        Path program = folder.resolve(name);
        output(List.of("gcc", "-O2", "-w", "-o", program.toString(), source.toString()));
        return program;
    }

    private static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
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
