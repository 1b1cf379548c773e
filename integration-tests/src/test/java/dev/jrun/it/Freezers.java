package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel's freezer says of a process, on either version of cgroups. */
final class Freezers {
    private Freezers() {}

    /** Whether all processes of the cgroup are stopped that {@code process} is in. */
    static boolean isFrozen(ProcFacts process) {
        for (Path folder : CgroupTest.folders(process)) {
            if (Files.exists(folder.resolve("freezer.state"))) {
                return read(folder.resolve("freezer.state")).strip().equals("FROZEN");
            }
        }
        return CgroupTest.folders(process).stream()
                .map(folder -> folder.resolve("cgroup.events"))
                .filter(Files::exists)
                .anyMatch(events -> read(events).lines().anyMatch("frozen 1"::equals));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
