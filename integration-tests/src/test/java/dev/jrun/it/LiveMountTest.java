package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Mounts into a container that runs: {@code mounts add} and {@code mounts remove}. */
@BlackBoxTest
@JrunOnly("runc has no such command")
class LiveMountTest {
    private static Path list(Jrun jrun, String json) throws IOException {
        return Files.writeString(jrun.file("mounts.json"), json.replace('\'', '"'));
    }

    private static String add(Jrun jrun, Container container, String json) throws IOException {
        String file = list(jrun, json).toString();
        jrun.succeed("mounts", "add", container.id(), file);
        return file;
    }

    @Test
    void aFolderAFileAndATmpfsAreMountedAndTakenAway(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = Files.createDirectory(jrun.file("data"));
        Path file = Files.writeString(folder.resolve("note"), "from the host");
        try (Container container = jrun.start(bundle.sleeping())) {
            String mounts = add(
                    jrun,
                    container,
                    "[{'destination': '/srv/new/data', 'source': '" + folder
                            + "', 'options': ['bind', 'ro', 'nosuid']},"
                            + " {'destination': '/srv/new/note', 'type': 'bind', 'source': '" + file + "'},"
                            + " {'destination': '/mnt', 'type': 'tmpfs', 'source': 'tmpfs', 'options': ['size=64k']}]");

            Path root = container.init().file("root");
            assertThat(root.resolve("srv/new/data/note")).hasContent("from the host");
            assertThat(root.resolve("srv/new/note")).hasContent("from the host");
            MountInfo data = mount(container, "/srv/new/data");
            assertThat(data.options()).contains("ro", "nosuid");
            assertThat(mount(container, "/mnt").type()).isEqualTo("tmpfs");
            assertThat(Subreaper.descendants()).containsExactly(container.init());

            jrun.succeed("mounts", "remove", container.id(), mounts);
            assertThat(container.init().hasMount("/srv/new/data")).isFalse();
            assertThat(container.init().hasMount("/srv/new/note")).isFalse();
            assertThat(container.init().hasMount("/mnt")).isFalse();
        }
    }

    private static MountInfo mount(Container container, String point) {
        return container.init().mounts().stream()
                .filter(mount -> mount.point().equals(point))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTmpfsBelongsToTheRootOfAUserNamespace(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.sleeping()
                .set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                .namespace("user");
        try (Container container = jrun.start(bundle)) {
            Path folder = Files.createDirectory(jrun.file("data"));
            add(
                    jrun,
                    container,
                    "[{'destination': '/mnt', 'type': 'tmpfs'}, {'destination': '/tmp', 'source': '" + folder
                            + "', 'options': ['bind']}]");

            Path root = container.init().file("root");
            assertThat(Files.getAttribute(root.resolve("mnt"), "unix:uid")).isEqualTo(100000);
            assertThat(container.init().hasMount("/tmp")).isTrue();
        }
    }

    @Test
    void whenOneMountFailsNoneIsLeft(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            Path file = list(
                    jrun,
                    "[{'destination': '/mnt', 'type': 'tmpfs'},"
                            + " {'destination': '/srv', 'type': 'tmpfs', 'options': ['size=nonsense']}]");

            jrun.call("mounts", "add", container.id(), file.toString())
                    .expectFailure("mount /srv (tmpfs): option size=nonsense");
            assertThat(container.init().hasMount("/mnt")).isFalse();
            assertThat(container.init().hasMount("/srv")).isFalse();
        }
    }

    @Test
    void aLinkLeadsNoMountOutOfTheContainerOrIntoItsProcfs(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path outside = Files.createDirectory(jrun.file("outside"));
        Files.createSymbolicLink(bundle.rootfs().resolve("escape"), outside);
        Files.createSymbolicLink(bundle.rootfs().resolve("trap"), Path.of("/proc/sys"));
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.call(
                            "mounts",
                            "add",
                            container.id(),
                            list(jrun, "[{'destination': '/trap', 'type': 'tmpfs'}]")
                                    .toString())
                    .expectFailure("procfs");
            jrun.call(
                            "mounts",
                            "remove",
                            container.id(),
                            list(jrun, "[{'destination': '/trap/kernel'}]").toString())
                    .expectFailure("/trap/kernel");
            add(jrun, container, "[{'destination': '/escape/x', 'type': 'tmpfs'}]");

            assertThat(outside).isEmptyDirectory();
            assertThat(container.init().hasMount("/proc/sys")).isTrue();
            assertThat(container.init().hasMount(outside + "/x")).isTrue();
        }
    }

    @Test
    void whatIsNotPossibleIsRefusedByItsPlace(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            refuse(jrun, container, "{'mounts': []}", "expected a JSON array");
            refuse(jrun, container, "[{'destination': '/'}]", "/mounts/0");
            refuse(jrun, container, "[{'destination': '/p', 'type': 'proc'}]", "/mounts/0/type");
            refuse(jrun, container, "[{'destination': '/c', 'type': 'cgroup'}]", "/mounts/0");
            refuse(jrun, container, "[{'destination': '/proc/1', 'type': 'tmpfs'}]", "/mounts/0/destination");
            refuse(jrun, container, "[{'destination': '/srv', 'source': '/nowhere', 'options': ['bind']}]", "/nowhere");
            jrun.call(
                            "mounts",
                            "remove",
                            container.id(),
                            list(jrun, "[{'destination': '/srv'}]").toString())
                    .expectFailure("nothing is mounted there");
            jrun.call("mounts", "move", container.id(), list(jrun, "[]").toString())
                    .expectFailure("expected add or remove");

            container.kill("KILL");
            container.exitCode();
            refuse(jrun, container, "[{'destination': '/srv', 'type': 'tmpfs'}]", "container not running");
        }
    }

    private static void refuse(Jrun jrun, Container container, String json, String word) throws IOException {
        jrun.call("mounts", "add", container.id(), list(jrun, json).toString()).expectFailure(word);
    }
}
