package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The container's own cgroup, in every hierarchy that this machine has. */
@BlackBoxTest
@Tag("cgroup")
class CgroupTest {
    @Test
    void aContainerHasACgroupOfItsOwnInEveryHierarchyUntilItIsDeleted(Jrun jrun, BundleBuilder bundle) {
        List<Path> folders;
        try (Container container = jrun.create(bundle.sleeping())) {
            ProcFacts.self()
                    .cgroups()
                    .forEach((controllers, path) -> assertThat(
                                    container.init().cgroups().get(controllers))
                            .as(controllers)
                            .isNotEqualTo(path)
                            .endsWith("/" + container.id()));
            folders = folders(container.init());
            assertThat(folders)
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(folder).isDirectory());

            container.start();
            assertThat(folders(container.init())).isEqualTo(folders);
        }
        assertThat(folders).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void anAbsolutePathIsBelowTheTopOfEachHierarchy(Jrun jrun, BundleBuilder bundle) {
        String path = "/" + Jrun.newId() + "/deep/er";
        bundle.set("/linux/cgroupsPath", "'" + path + "'").sleeping();
        List<Path> folders;
        try (Container container = jrun.start(bundle)) {
            assertThat(container.init().cgroups().values())
                    .allSatisfy(actual -> assertThat(actual).endsWith(path));
            folders = folders(container.init());
        }
        assertThat(folders).allSatisfy(folder -> assertThat(folder).doesNotExist());
        // What the path needed above the container's own cgroup is the caller's to remove.
        folders.forEach(folder -> removeEmpty(
                folder.resolve("..").normalize(), folder.resolve("../..").normalize()));
    }

    @Test
    void aCgroupMadeInANewParentHasTheSameCpusFromTheStart(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/linux/cgroupsPath", "'/" + Jrun.newId() + "/inner'").sleeping();
        List<Path> parents;
        List<String> compared = new ArrayList<>();
        try (Container container = jrun.start(bundle)) {
            parents = folders(container.init()).stream().map(Path::getParent).toList();
            // Version 1, then version 2.
            for (String name : List.of("cpuset.effective_cpus", "cpuset.cpus.effective")) {
                for (Path parent : parents) {
                    if (Files.exists(parent.resolve(name))) {
                        Path beside = Files.createDirectory(parent.resolve("beside"));
                        compared.add(Files.readString(beside.resolve(name)));
                        Files.delete(beside);
                        assertThat(compared).contains(Files.readString(parent.resolve(name)));
                    }
                }
            }
        }
        parents.forEach(CgroupTest::removeEmpty);
        assertThat(compared).hasSize(1).doesNotContain("\n");
    }

    @Test
    void aRelativePathIsBelowACgroupThatTheRuntimeChooses(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.set("/linux/cgroupsPath", "'" + name + "'").sleeping();
        try (Container container = jrun.start(bundle)) {
            assertThat(container.init().cgroups().values())
                    .allSatisfy(path -> assertThat(path).endsWith("/" + name));
        }
    }

    @Test
    void processesThatTheInitLeftBehindAreKilledWithTheContainer(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("pid").script("sleep 1000 & echo started; exit 0");
        try (Container container = jrun.start(bundle)) {
            assertThat(container.exitCode()).isZero();
            assertThat(Subreaper.descendants()).hasSize(1);

            // Others than jrun warn here that the cgroup is still in use.
            assertThat(jrun.call("delete", container.id()).exit()).isZero();
            Await.until("the end of the process left behind", () -> {
                Subreaper.reapOrphans();
                return Subreaper.descendants().isEmpty();
            });
        }
    }

    @Test
    void aCgroupMountShowsTheContainersOwnCgroups(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev")
                .script("cat /proc/self/cgroup; ls /sys/fs/cgroup; sleep 1000");
        try (Container container = jrun.start(bundle)) {
            String output = container.awaitOutput("memory");

            // In a cgroup namespace of its own the container sees its cgroup as the top.
            assertThat(output.lines().filter(line -> line.matches("\\d+:.*"))).allMatch(line -> line.endsWith(":/"));
            for (MountInfo mount : container.init().mounts()) {
                if (mount.type().startsWith("cgroup")) {
                    assertThat(mount.options()).as(mount.point()).contains("ro", "nosuid", "noexec", "nodev");
                }
            }
            assertThat(container.init().mounts()).anyMatch(mount -> mount.type().startsWith("cgroup"));
        }
    }

    @Test
    void twoContainersShareNoCgroup(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        try (Container one = jrun.create(first.sleeping());
                Container two = jrun.create(second.sleeping())) {
            one.init()
                    .cgroups()
                    .forEach((controllers, path) ->
                            assertThat(two.init().cgroups().get(controllers)).isNotEqualTo(path));
        }
    }

    /** Where the cgroups of a process are mounted. */
    static List<Path> folders(ProcFacts process) {
        Map<String, Path> roots = new LinkedHashMap<>();
        for (MountInfo mount : ProcFacts.self().mounts()) {
            if (mount.type().equals("cgroup2")) {
                roots.put("", Path.of(mount.point()));
            } else if (mount.type().equals("cgroup")) {
                process.cgroups().keySet().stream()
                        .filter(controllers -> mount.superOptions().containsAll(List.of(controllers.split(","))))
                        .forEach(controllers -> roots.put(controllers, Path.of(mount.point())));
            }
        }
        List<Path> folders = new ArrayList<>();
        process.cgroups().forEach((controllers, path) -> {
            Path root = Objects.requireNonNull(roots.get(controllers), () -> "no mount of " + controllers);
            folders.add(root.resolve(path.substring(1)));
        });
        return folders;
    }

    private static void removeEmpty(Path... folders) {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                throw new AssertionError("cannot remove " + folder, e);
            }
        }
    }
}
