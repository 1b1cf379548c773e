package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cgroups that systemd makes. Needs a machine whose process 1 it is, with cgroup v2: `make test-vm` boots one. */
@BlackBoxTest
@Tag("systemd")
@Timeout(600)
class SystemdTest {
    private static final String SLICE = "jrunit-pods.slice";
    private static final Path SLICE_FOLDER = Path.of("/sys/fs/cgroup/jrunit.slice", SLICE);

    private static Container create(Jrun jrun, BundleBuilder bundle, String name) {
        bundle.set("/linux/cgroupsPath", "'" + SLICE + ":it:" + name + "'");
        return jrun.create(bundle.write(), Path.of("/"), List.of("--systemd-cgroup", "create"));
    }

    private static String unit(String name) {
        return "it-" + name + ".scope";
    }

    private static String file(String name, String file) {
        try {
            return Files.readString(SLICE_FOLDER.resolve(unit(name)).resolve(file))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String systemctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String property(String name, String property) {
        return systemctl("show", "--value", "-p", property, unit(name));
    }

    @Test
    void aContainerIsAScopeWithItsLimitsUntilItIsDeleted(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.set(
                        "/linux/resources",
                        "{'memory': {'limit': 67108864}, 'pids': {'limit': 20}, 'cpu': {'quota': 70000}}")
                .set("/annotations", "{'org.systemd.property.TimeoutStopSec': '7'}")
                .sleeping();
        try (Container container = create(jrun, bundle, name)) {
            container.start();

            assertThat(container.init().cgroups().get("")).isEqualTo("/jrunit.slice/" + SLICE + "/" + unit(name));
            assertThat(property(name, "Slice")).isEqualTo(SLICE);
            assertThat(property(name, "Delegate")).isEqualTo("yes");
            assertThat(property(name, "MemoryMax")).isEqualTo("67108864");
            assertThat(property(name, "TasksMax")).isEqualTo("20");
            assertThat(property(name, "CPUQuotaPerSecUSec")).isEqualTo("700ms");
            assertThat(property(name, "TimeoutStopUSec")).isEqualTo("7s");
            assertThat(file(name, "memory.max")).isEqualTo("67108864");
            assertThat(file(name, "pids.max")).isEqualTo("20");
            assertThat(file(name, "cpu.max")).isEqualTo("70000 100000");
            // Controllers that systemd does not know are handed down, too.
            assertThat(file(name, "cgroup.controllers")).contains("hugetlb", "memory", "pids");
        }
        assertThat(property(name, "LoadState")).isEqualTo("not-found");
        assertThat(SLICE_FOLDER.resolve(unit(name))).doesNotExist();
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aSignalReachesTheProcessOfAScope(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.script("trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done");
        try (Container container = create(jrun, bundle, name)) {
            container.start();
            container.awaitOutput("ready");
            container.kill("TERM");
            assertThat(container.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void aContainerMayHaveCgroupsOfItsOwn(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.mount("/sys/fs/cgroup", "cgroup", "cgroup", "rw", "nosuid", "noexec", "nodev")
                .script("cd /sys/fs/cgroup && mkdir own && echo 0 > own/cgroup.procs"
                        + " && echo +memory > cgroup.subtree_control && cat own/memory.max && sleep 1000");
        try (Container container = create(jrun, bundle, name)) {
            container.start();
            container.awaitOutput("max");
        }
        assertThat(SLICE_FOLDER.resolve(unit(name))).doesNotExist();
    }

    @Test
    void aReloadOfSystemdChangesNothing(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        String look = "look() { for name in zero loop0 loop-control; do"
                + " (: < /dev/$name) 2>/dev/null && echo $1 $name; done; echo $1 all; }; ";
        bundle.set(
                        "/linux/resources",
                        "{'pids': {'limit': 30}, 'devices': [{'allow': false, 'access': 'rwm'},"
                                + "{'allow': true, 'type': 'b', 'major': 7, 'minor': 0, 'access': 'r'}]}")
                .set(
                        "/linux/devices",
                        "[{'path': '/dev/loop0', 'type': 'b', 'major': 7, 'minor': 0},"
                                + "{'path': '/dev/loop-control', 'type': 'c', 'major': 10, 'minor': 237}]")
                .set("/root/readonly", "false")
                .script(look + "look before; while [ ! -e /go ]; do sleep 0.1; done; look after; sleep 1000");
        try (Container container = create(jrun, bundle, name)) {
            container.start();
            container.awaitOutput("before all");
            systemctl("daemon-reload");
            // systemd applies what it knows again when a unit is changed.
            systemctl("set-property", "--runtime", unit(name), "IOWeight=50");
            write(bundle.rootfs().resolve("go"));
            String output = container.awaitOutput("after all");

            assertThat(output.lines())
                    .containsExactly(
                            "before zero", "before loop0", "before all", "after zero", "after loop0", "after all");
            assertThat(file(name, "pids.max")).isEqualTo("30");
        }
    }

    @Test
    void anUpdateIsKnownToSystemdAndInTheFiles(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.set("/linux/resources", "{'memory': {'limit': 67108864}, 'pids': {'limit': 30}}");
        try (Container container = create(jrun, bundle.sleeping(), name)) {
            jrun.succeed("update", "--memory", "32m", "--pids-limit", "20", container.id());
            systemctl("daemon-reload");

            assertThat(property(name, "MemoryMax")).isEqualTo("33554432");
            assertThat(property(name, "TasksMax")).isEqualTo("20");
            assertThat(file(name, "memory.max")).isEqualTo("33554432");
            assertThat(file(name, "pids.max")).isEqualTo("20");
        }
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aScopeThatRanOutOfMemoryIsForgottenByDelete(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.set("/linux/resources", "{'memory': {'limit': 33554432, 'swap': 33554432}}")
                .script("echo filling; tail /dev/zero");
        try (Container container = create(jrun, bundle, name)) {
            container.start();
            container.exitCode();
            container.delete();
        }
        assertThat(property(name, "LoadState")).isEqualTo("not-found");
    }

    @Test
    void processesLeftBehindAreKilledWithTheScope(Jrun jrun, BundleBuilder bundle) {
        String name = Jrun.newId();
        bundle.withoutNamespace("pid").script("sleep 1000 & echo started; exit 0");
        try (Container container = create(jrun, bundle, name)) {
            container.start();
            container.exitCode();
            container.delete();
        }
        assertThat(SLICE_FOLDER.resolve(unit(name))).doesNotExist();
        Await.until("the end of the process left behind", () -> {
            Subreaper.reapOrphans();
            return Subreaper.descendants().isEmpty();
        });
    }

    @Test
    void aNameThatIsTakenIsRefusedAndStaysAsItIs(Jrun jrun, BundleBuilder first, BundleBuilder second) {
        String name = Jrun.newId();
        try (Container container = create(jrun, first.sleeping(), name)) {
            second.set("/linux/cgroupsPath", "'" + SLICE + ":it:" + name + "'");
            jrun.call("--systemd-cgroup", "create", "--bundle", second.write().toString(), Jrun.newId())
                    .expectFailure(unit(name), "linux.cgroupsPath");

            assertThat(property(name, "ActiveState")).isEqualTo("active");
            assertThat(container.status()).isEqualTo("created");
        }
    }
}
