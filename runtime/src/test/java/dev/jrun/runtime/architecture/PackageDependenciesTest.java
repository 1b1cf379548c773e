package dev.jrun.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.architecture.ClassDependencies.Edge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The packages of the runtime, and what each may use. To add one, add it to the table. */
class PackageDependenciesTest {
    private static final String RUNTIME = "dev.jrun.runtime";
    private static final String SPEC = "dev.jrun.spec";

    /** Planners: they turn a part of the config into a plan, and know nothing of each other. */
    private static final List<String> PLANNERS =
            List.of("rootfs", "namespace", "credential", "terminal", "hook", "seccomp", "cgroup", "resctrl", "criu");

    private static final Map<String, Set<String>> TABLE = table();

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new TreeMap<>();
        table.put("abi", Set.of());
        table.put("failure", Set.of());
        table.put("syscall", Set.of("abi", "failure"));
        table.put("wire", Set.of("abi", "failure", "syscall"));
        table.put("ffi", Set.of("abi", "failure", "syscall"));
        table.put("stub", Set.of("abi", "failure", "syscall", "wire"));
        for (String planner : PLANNERS) {
            table.put(planner, Set.of("abi", "failure", "syscall", "spec"));
        }
        table.put("seccomp", Set.of("abi", "failure", "syscall", "spec", "ffi"));
        Set<String> cgroup = Set.of("abi", "failure", "syscall", "spec", "cgroup");
        table.put("cgroup.v1", cgroup);
        table.put("cgroup.v2", cgroup);
        table.put("cgroup.systemd", with(cgroup, "cgroup.v1", "cgroup.v2"));
        table.put("container", Set.of("abi", "failure", "syscall", "spec"));
        Set<String> level3 = with(new HashSet<>(PLANNERS), "abi", "failure", "syscall", "spec", "container", "stub");
        table.put("bootstrap", with(level3, "cgroup.v1", "cgroup.v2", "cgroup.systemd"));
        table.put("operation", with(table.get("bootstrap"), "bootstrap"));
        table.put("command", Set.of("abi", "failure", "operation", "container", "criu", "syscall", "spec", "stub"));
        table.put("daemon", Set.of("abi", "failure", "command", "container", "stub", "syscall"));
        table.put("embed", with(table.get("operation"), "operation", "ffi"));
        table.put("embed.junit", Set.of("embed"));
        // Main wires everything.
        table.put("", with(table.keySet(), "spec"));
        return table;
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private final List<Edge> edges =
            ClassDependencies.of(Path.of("target", "classes")).edges();

    /** {@code rootfs} for a package of the runtime, {@code spec} for any of that module, or nothing for others. */
    private static String shortName(String name) {
        if (name.equals(SPEC) || name.startsWith(SPEC + ".")) {
            return "spec";
        }
        return name.equals(RUNTIME) ? "" : name.substring(RUNTIME.length() + 1);
    }

    private static boolean isOurs(String name) {
        return isIn(name, RUNTIME) || isIn(name, SPEC);
    }

    private static boolean isIn(String name, String top) {
        return name.equals(top) || name.startsWith(top + ".");
    }

    private List<Edge> edges(Predicate<Edge> choice) {
        assertThat(edges).as("jdeps found nothing").hasSizeGreaterThan(500);
        return edges.stream().filter(choice).toList();
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> packages = new TreeSet<>();
        edges(edge -> true).forEach(edge -> packages.add(shortName(edge.userPackage())));
        assertThat(packages).contains("syscall", "ffi");

        packages.removeAll(TABLE.keySet());
        assertThat(packages).isEmpty();
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        List<Edge> forbidden = edges(edge -> isOurs(edge.usedPackage())
                && !edge.userPackage().equals(edge.usedPackage())
                && !TABLE.getOrDefault(shortName(edge.userPackage()), Set.of())
                        .contains(shortName(edge.usedPackage())));

        assertThat(forbidden).isEmpty();
    }

    /** The table could be given a cycle by an edit; a run through the packages level by level would not end then. */
    @Test
    void theTableHasNoCycle() {
        Map<String, Set<String>> left = new TreeMap<>(TABLE);
        Set<String> done = new HashSet<>(Set.of("spec"));
        boolean progress = true;
        while (progress) {
            List<String> ready = left.entrySet().stream()
                    .filter(entry -> done.containsAll(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            done.addAll(ready);
            progress = left.keySet().removeAll(ready);
        }

        assertThat(left.keySet()).isEmpty();
    }

    @Test
    void nativeCodeIsReachedByFfiAlone() {
        List<String> doors = List.of("jnr", "com.kenai", "java.lang.foreign", "sun.misc", "jdk.internal");

        assertThat(edges(edge -> isIn(edge.usedPackage(), "com.kenai"))).isNotEmpty();
        List<Edge> forbidden = edges(edge -> !edge.userPackage().equals(RUNTIME + ".ffi")
                && doors.stream().anyMatch(door -> isIn(edge.usedPackage(), door)));

        assertThat(forbidden).isEmpty();
    }

    @Test
    void dbusIsReachedByTheSystemdManagerAlone() {
        List<Edge> forbidden = edges(edge ->
                !edge.userPackage().equals(RUNTIME + ".cgroup.systemd") && isIn(edge.usedPackage(), "org.freedesktop"));

        assertThat(forbidden).isEmpty();
    }

    @Test
    void commandLinesAreParsedByCommandsAlone() {
        Set<String> allowed = Set.of(RUNTIME, RUNTIME + ".command", RUNTIME + ".daemon");

        List<Edge> forbidden =
                edges(edge -> !allowed.contains(edge.userPackage()) && isIn(edge.usedPackage(), "picocli"));

        assertThat(forbidden).isEmpty();
    }

    /** They would work on the engine's files, and not be seen by a trace, a fake or a fault injection. */
    @Test
    void plannersTouchNoFiles() {
        Set<String> doors = Set.of(
                "java.nio.file.Files",
                "java.nio.channels.FileChannel",
                "java.io.File",
                "java.io.FileReader",
                "java.io.FileWriter",
                "java.io.FileInputStream",
                "java.io.FileOutputStream",
                "java.io.RandomAccessFile",
                "java.lang.ProcessBuilder");
        // It has to find the mounted hierarchies, and reads that from /proc/self of the engine.
        Set<String> exempt = Set.of("cgroup");
        List<String> pure = new ArrayList<>(PLANNERS);
        pure.removeAll(exempt);
        pure.addAll(List.of("abi", "syscall", "wire", "stub", "cgroup.v1", "cgroup.v2"));

        List<Edge> forbidden =
                edges(edge -> pure.contains(shortName(edge.userPackage())) && doors.contains(edge.used()));

        assertThat(forbidden).isEmpty();
    }
}
