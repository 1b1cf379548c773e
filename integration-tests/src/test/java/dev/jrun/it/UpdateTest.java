package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** update: limits of a container that was made, as the kernel has them afterwards. */
@BlackBoxTest
class UpdateTest {
    /** The content of the first of these files that is in one of the container's cgroups. */
    private static String limit(Container container, String... files) {
        for (Path folder : CgroupTest.folders(container.init())) {
            for (String file : files) {
                if (Files.exists(folder.resolve(file))) {
                    return read(folder.resolve(file));
                }
            }
        }
        throw new AssertionError("no cgroup of " + container.id() + " has one of " + String.join(", ", files));
    }

    static String memory(Container container) {
        return limit(container, "memory.max", "memory.limit_in_bytes");
    }

    static String pids(Container container) {
        return limit(container, "pids.max");
    }

    /** Quota and period, as version 2 writes them. */
    private static String bandwidth(Container container) {
        String quota = limit(container, "cpu.max", "cpu.cfs_quota_us");
        return quota.contains(" ") ? quota : quota + " " + limit(container, "cpu.cfs_period_us");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag("cgroup")
    void flagsChangeWhatTheyNameAndNothingElse(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory':{'limit':67108864},'cpu':{'quota':50000,'period':200000}}");
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("update", "--memory", "128m", "--pids-limit", "100", container.id());
            assertThat(memory(container)).isEqualTo("134217728");
            assertThat(pids(container)).isEqualTo("100");
            assertThat(bandwidth(container)).isEqualTo("50000 200000");

            jrun.succeed("update", "--cpu-quota=100000", "--memory=32m", container.id());
            assertThat(bandwidth(container)).isEqualTo("100000 200000");
            assertThat(memory(container)).isEqualTo("33554432");
            assertThat(pids(container)).isEqualTo("100");

            jrun.succeed("update", "--pids-limit", "-1", container.id());
            assertThat(pids(container)).isEqualTo("max");
        }
    }

    @Test
    @Tag("cgroup")
    void resourcesAreReadFromStdin(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path stdin = Files.writeString(jrun.file("limits.json"), "{\"pids\":{\"limit\":42}}");
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.command("update", "--resources=-", container.id())
                    .stdin(stdin)
                    .run()
                    .expectSuccess();

            assertThat(pids(container)).isEqualTo("42");
        }
    }

    @Test
    void resourcesAreReadFromAFile(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path file = Files.writeString(jrun.file("limits.json"), "{\"memory\":{\"limit\":67108864}}");
        try (Container container = jrun.create(bundle.sleeping())) {
            jrun.succeed("update", "-r", file.toString(), container.id());

            assertThat(memory(container)).isEqualTo("67108864");
        }
    }

    @Test
    void aLaterUpdateKnowsWhatAnEarlierOneSet(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("update", "--cpu-period", "200000", container.id());
            jrun.succeed("update", "--cpu-quota", "60000", container.id());

            assertThat(bandwidth(container)).isEqualTo("60000 200000");
        }
    }

    @Test
    @Tag("cgroup")
    void anUpdateThatFailsChangesNothing(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory':{'limit':67108864},'pids':{'limit':50}}");
        try (Container container = jrun.start(bundle.sleeping())) {
            // The cpuset has no such CPU; memory is written before it, or after it.
            jrun.call("update", "--memory", "128m", "--pids-limit", "60", "--cpuset-cpus", "9999", container.id())
                    .expectFailure("/linux/resources/cpu/cpus");

            assertThat(memory(container)).isEqualTo("67108864");
            assertThat(pids(container)).isEqualTo("50");
        }
    }

    @Test
    void whatCanNotBeUpdatedIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.call("update", "--l3-cache-schema", "L3:0=f", container.id())
                    .expectFailure("--l3-cache-schema", "without /linux/intelRdt");
            jrun.call("update", "--memory", "1q", container.id()).expectFailure("--memory", "invalid size");

            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            jrun.call("update", "--memory", "64m", container.id()).expectFailure("container not running");
        }
        jrun.call("update", "--memory", "64m", Jrun.newId()).expectFailure("container does not exist");
    }
}
