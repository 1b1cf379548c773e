package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What /proc says of one process. */
public record ProcFacts(int pid) {
    /** This JVM. */
    public static ProcFacts self() {
        return new ProcFacts((int) ProcessHandle.current().pid());
    }

    /** A line of /proc/PID/status by its name, without the name. */
    public String status(String name) {
        return lines("status").stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no %s in /proc/%d/status".formatted(name, pid)));
    }

    /** The link below ns, such as {@code pid:[4026531836]}. */
    public String namespace(String name) {
        return link("ns/" + name);
    }

    /** The path of a namespace, to join it by. */
    public String namespacePath(String name) {
        return file("ns/" + name).toString();
    }

    public List<MountInfo> mounts() {
        return lines("mountinfo").stream().map(MountInfo::parse).toList();
    }

    /** The mount that is seen at this point: the last one there. */
    public MountInfo mount(String point) {
        return mounts().stream()
                .filter(mount -> mount.point().equals(point))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("nothing is mounted at " + point + "; mounts: " + mounts()));
    }

    public boolean hasMount(String point) {
        return mounts().stream().anyMatch(mount -> mount.point().equals(point));
    }

    /** The cgroup path by controllers; v2 has the empty name. */
    public Map<String, String> cgroups() {
        Map<String, String> paths = new TreeMap<>();
        for (String line : lines("cgroup")) {
            String[] parts = line.split(":", 3);
            paths.put(parts[1], parts[2]);
        }
        return paths;
    }

    /** Soft and hard value by the name that /proc/PID/limits uses. */
    public List<String> limit(String name) {
        return lines("limits").stream()
                .filter(line -> line.startsWith(name))
                .map(line -> List.of(line.substring(name.length()).strip().split("\\s+"))
                        .subList(0, 2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no limit " + name));
    }

    /** The open descriptors and what they point to. */
    public Map<Integer, String> descriptors() {
        Map<Integer, String> links = new TreeMap<>();
        try (Stream<Path> entries = Files.list(file("fd"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                linkOrNothing(entry)
                        .forEach(link ->
                                links.put(Integer.valueOf(entry.getFileName().toString()), link));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return links;
    }

    public int parent() {
        return Integer.parseInt(statFields()[1]);
    }

    /** False also for a zombie's parentless rest: the process is gone altogether. */
    public boolean exists() {
        return Files.exists(file(""));
    }

    public boolean isZombie() {
        return "Z".equals(statFields()[0]) || "X".equals(statFields()[0]);
    }

    public String commandLine() {
        return text("cmdline").replace('\0', ' ').strip();
    }

    public List<String> lines(String name) {
        return text(name).lines().toList();
    }

    /** A file of the process as text; empty once the process is gone. */
    public String text(String name) {
        try {
            return Files.readString(file(name), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    public String link(String name) {
        try {
            return Files.readSymbolicLink(file(name)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file(String name) {
        return Path.of("/proc", Integer.toString(pid), name);
    }

    /** The children of a process, by their parent's pid. */
    public static List<ProcFacts> childrenOf(long parent) {
        return all().entrySet().stream()
                .filter(entry -> entry.getValue() == parent)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The children of a process, theirs, and so on. */
    public static List<ProcFacts> descendantsOf(long ancestor) {
        Map<ProcFacts, Integer> parents = all();
        List<ProcFacts> found = new ArrayList<>();
        List<Long> heads = new ArrayList<>(List.of(ancestor));
        while (!heads.isEmpty()) {
            long head = heads.removeLast();
            parents.forEach((process, parent) -> {
                if (parent == head) {
                    found.add(process);
                    heads.add((long) process.pid());
                }
            });
        }
        return found;
    }

    @Override
    public String toString() {
        return exists() ? "process %d (%s) %s".formatted(pid, status("State"), commandLine()) : "process " + pid;
    }

    private static Map<ProcFacts, Integer> all() {
        Map<ProcFacts, Integer> parents = new LinkedHashMap<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(name -> new ProcFacts(Integer.parseInt(name)))
                    .forEach(process -> {
                        String[] fields = process.statFields();
                        if (fields.length > 1) {
                            parents.put(process, Integer.valueOf(fields[1]));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parents;
    }

    /** The fields behind the name, which is in parentheses and may hold anything: state, parent … */
    private String[] statFields() {
        String stat = text("stat");
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    }

    private static List<String> linkOrNothing(Path entry) {
        try {
            return List.of(Files.readSymbolicLink(entry).toString());
        } catch (IOException closedMeanwhile) {
            return List.of();
        }
    }
}
