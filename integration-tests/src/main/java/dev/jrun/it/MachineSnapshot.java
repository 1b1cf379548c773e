package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a container may leave on a machine. Of the processes it has this JVM's descendants: orphans become its children.
 * Cgroups count if they have a name that this run of the tests gave, or are below one: other containers may come and go
 * on the machine meanwhile.
 */
record MachineSnapshot(Set<String> entries) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    MachineSnapshot {
        entries = Set.copyOf(entries);
    }

    static MachineSnapshot take() {
        Set<String> entries = new HashSet<>();
        Subreaper.descendants().stream()
                .filter(ProcFacts::exists)
                .forEach(process -> entries.add("process " + process.pid() + " " + process.commandLine()));
        ProcFacts.self().mounts().forEach(mount -> entries.add("mount " + mount.point() + " " + mount.type()));
        cgroups().forEach(path -> entries.add("cgroup " + path));
        ProcFacts.self().descriptors().forEach((fd, link) -> {
            if (!isOfTheJvm(link)) {
                entries.add("descriptor " + fd + " " + link);
            }
        });
        for (String folder : List.of("/run", "/run/jrun", "/tmp", "/dev/shm")) {
            ours(Path.of(folder)).forEach(file -> entries.add("file " + file));
        }
        return new MachineSnapshot(entries);
    }

    /** What is here and was not there before. */
    List<String> minus(MachineSnapshot before) {
        Set<String> more = new TreeSet<>(entries);
        more.removeAll(before.entries);
        return List.copyOf(more);
    }

    /** What a JVM opens when it first needs it, and keeps. */
    private static boolean isOfTheJvm(String link) {
        return link.endsWith(".jar")
                || link.endsWith("/modules")
                || link.endsWith("random")
                || link.startsWith("/proc/");
    }

    private static List<Path> ours(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(MachineSnapshot::isOurs).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** People make folders of any name in /tmp; jrun makes none there, and its helpers make files with their names. */
    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(Jrun.ID_PREFIX)
                || Stream.of("jrun", "jffi", "jnr").anyMatch(name::startsWith) && !Files.isDirectory(file);
    }

    private static List<Path> cgroups() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(CGROUPS, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (folder.toString().contains(Jrun.ID_PREFIX)) {
                        found.add(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException goneMeanwhile) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException goneMeanwhile) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
