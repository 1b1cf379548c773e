package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The container's file systems, told by its mountinfo and by programs inside. */
@BlackBoxTest
class MountTest {
    @Test
    void theDefaultMountsAreThereInTheirOrder(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            List<String> points =
                    container.init().mounts().stream().map(MountInfo::point).toList();

            assertThat(points).containsSubsequence("/", "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys");
            assertThat(container.init().mount("/dev/pts").type()).isEqualTo("devpts");
            assertThat(container.init().mount("/dev/mqueue").type()).isEqualTo("mqueue");
            assertThat(container.init().mount("/sys").options()).contains("ro", "nosuid", "nodev", "noexec");
            assertThat(points).noneMatch(point -> point.startsWith("/run/jrun") || point.contains("jrun-it-"));
        }
    }

    @Test
    void flagsAreSetOnNewMountsAndOnBoundOnes(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path source = Files.createDirectory(bundle.folder().resolve("source"));
        bundle.sleeping();
        for (String type : List.of("tmpfs", "bind")) {
            String from = type.equals("bind") ? source.toString() : "tmpfs";
            String kind = type.equals("bind") ? "bind" : "rw";
            bundle.mount(
                            "/" + type + "/strict",
                            type,
                            from,
                            kind,
                            "ro",
                            "nosuid",
                            "nodev",
                            "noexec",
                            "noatime",
                            "nodiratime")
                    .mount("/" + type + "/loose", type, from, kind, "rw", "suid", "dev", "exec", "strictatime")
                    .mount("/" + type + "/last", type, from, kind, "ro", "rw", "nosuid", "suid", "relatime");
        }
        try (Container container = jrun.create(bundle)) {
            for (String type : List.of("tmpfs", "bind")) {
                assertThat(container.init().mount("/" + type + "/strict").options())
                        .contains("ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime");
                assertThat(container.init().mount("/" + type + "/loose").options())
                        .contains("rw")
                        .doesNotContain("nosuid", "nodev", "noexec", "noatime", "relatime");
                assertThat(container.init().mount("/" + type + "/last").options())
                        .contains("rw", "relatime")
                        .doesNotContain("ro", "nosuid");
            }
        }
    }

    @Test
    void tmpfsTakesItsData(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/small", "tmpfs", "my-source", "size=64k", "mode=1750", "uid=12", "gid=34", "nr_inodes=50")
                .script("stat -c '%a %u %g' /small; sleep 1000");
        try (Container container = jrun.start(bundle)) {
            assertThat(container.awaitOutput("\n")).isEqualTo("1750 12 34\n");
            MountInfo small = container.init().mount("/small");
            assertThat(small.source()).isEqualTo("my-source");
            assertThat(small.superOptions()).contains("size=64k", "mode=1750", "nr_inodes=50");
        }
    }

    @Test
    void filesAndFoldersAreBound(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = Files.createDirectory(bundle.folder().resolve("folder"));
        Files.writeString(folder.resolve("inside"), "in the folder\n");
        Path file = Files.writeString(bundle.folder().resolve("file"), "in the file\n");
        bundle.mount("/new/folder", "bind", folder.toString(), "bind")
                .mount("/new/deep/file", "none", file.toString(), "rbind", "ro")
                // A relative source is below the bundle; the type may be missing.
                .mount("/relative", "", "file", "bind")
                .script(
                        "cat /new/folder/inside /new/deep/file /relative; echo changed > /new/folder/inside; echo x > /new/deep/file");
        bundle.mounts().get(bundle.mounts().size() - 1).asObject().remove("type");
        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.out()).isEqualTo("in the folder\nin the file\nin the file\n");
        assertThat(result.err()).contains("Read-only file system");
        assertThat(folder.resolve("inside")).hasContent("changed\n");
        assertThat(file).hasContent("in the file\n");
        assertThat(bundle.rootfs().resolve("new/folder")).isDirectory();
        assertThat(bundle.rootfs().resolve("new/deep/file")).isRegularFile();
    }

    @Test
    void aRecursiveBindTakesTheMountsBelowAlongAndAPlainOneDoesNot(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/tree", "tmpfs", "tmpfs")
                .mount("/all", "bind", "/dev", "rbind")
                .mount("/one", "bind", "/dev", "bind")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            assertThat(container.init().hasMount("/all/pts")).isTrue();
            assertThat(container.init().hasMount("/one")).isTrue();
            assertThat(container.init().hasMount("/one/pts")).isFalse();
        }
    }

    @Test
    void aMissingSourceIsRefusedByName(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/x", "bind", "/no/such/source", "bind").sleeping();
        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure("/no/such/source");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"shared,shared:", "rshared,shared:", "unbindable,unbindable", "runbindable,unbindable"})
    @JrunOnly("runc 1.1 loses these where the host's mounts are private")
    void theRootPropagatesAsTheConfigSays(String propagation, String field, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/rootfsPropagation", "'" + propagation + "'").sleeping();
        try (Container container = jrun.create(bundle)) {
            MountInfo root = container.init().mount("/");
            assertThat(root.isPropagation(field)).as(root.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slave", "rslave", "private", "rprivate"})
    void aRootThatIsSlaveOrPrivateSendsNoMounts(String propagation, Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/rootfsPropagation", "'" + propagation + "'").sleeping();
        try (Container container = jrun.create(bundle)) {
            // Where the host's mounts are private, a slave has no master.
            assertThat(container.init().mount("/").propagation())
                    .noneMatch(field -> field.startsWith("shared") || field.startsWith("unbindable"));
        }
    }

    @Test
    void eachMountPropagatesAsItsOptionsSay(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path source = Files.createDirectory(bundle.folder().resolve("source"));
        bundle.mount("/shared", "bind", source.toString(), "bind", "shared")
                .mount("/rshared", "bind", source.toString(), "rbind", "rshared")
                .mount("/private", "bind", source.toString(), "bind", "private")
                .mount("/unbindable", "bind", source.toString(), "rbind", "runbindable")
                .mount("/slave", "bind", source.toString(), "bind", "shared", "slave")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            ProcFacts init = container.init();
            assertThat(init.mount("/shared").isPropagation("shared:")).isTrue();
            assertThat(init.mount("/rshared").isPropagation("shared:")).isTrue();
            assertThat(init.mount("/private").propagation()).isEmpty();
            assertThat(init.mount("/unbindable").isPropagation("unbindable")).isTrue();
            assertThat(init.mount("/slave").isPropagation("shared:")).isFalse();
        }
    }

    @Test
    @JrunOnly("runc 1.1 applies recursive options to bind mounts only, and other than the rest")
    void recursiveOptionsReachTheMountsBelow(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/strict", "bind", "/dev", "rbind", "rro", "rnosuid", "rnodev", "rnoexec", "rnoatime")
                .mount("/outer", "bind", "/dev", "rbind", "ro")
                .mount("/proc-like", "tmpfs", "tmpfs", "rro")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            for (String point : List.of("/strict", "/strict/pts", "/strict/shm")) {
                assertThat(container.init().mount(point).options())
                        .as(point)
                        .contains("ro", "nosuid", "nodev", "noexec", "noatime");
            }
            assertThat(container.init().mount("/outer").options()).contains("ro");
            assertThat(container.init().mount("/outer/shm").options()).contains("rw");
            assertThat(container.init().mount("/proc-like").options()).contains("ro");
        }
    }

    @Test
    void aMountCanBeRemounted(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/twice", "tmpfs", "tmpfs", "size=64k")
                .mount("/twice", "tmpfs", "tmpfs", "remount", "ro", "nosuid", "size=128k")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            assertThat(container.init().mounts().stream()
                            .filter(mount -> mount.point().equals("/twice")))
                    .hasSize(1);
            assertThat(container.init().mount("/twice").superOptions()).contains("size=128k");
            assertThat(container.init().mount("/twice").options()).contains("nosuid");
        }
    }

    @Test
    void laterMountsCoverEarlierOnes(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path one = Files.writeString(bundle.folder().resolve("one"), "one\n");
        Path two = Files.writeString(bundle.folder().resolve("two"), "two\n");
        bundle.mount("/a", "tmpfs", "tmpfs")
                .mount("/a/file", "bind", one.toString(), "bind")
                .mount("/a/file", "bind", two.toString(), "bind")
                .script("cat /a/file");
        assertThat(jrun.output(bundle)).isEqualTo("two\n");
    }

    @Test
    void aSymlinkOnTheWayToATargetIsFollowedInsideTheRoot(Jrun jrun, BundleBuilder bundle) throws IOException {
        Files.createDirectory(bundle.rootfs().resolve("real"));
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/real"));
        Files.createSymbolicLink(bundle.rootfs().resolve("up"), Path.of("../../../../../real"));
        bundle.mount("/link/one", "tmpfs", "tmpfs")
                .mount("/up/two", "tmpfs", "tmpfs")
                .sleeping();
        try (Container container = jrun.create(bundle)) {
            assertThat(container.init().hasMount("/real/one")).isTrue();
            assertThat(container.init().hasMount("/real/two")).isTrue();
        }
    }

    @Test
    void maskedPathsAreEmptyAndReadOnlyPathsAreReadOnly(Jrun jrun, BundleBuilder bundle) throws IOException {
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "secret\n");
        Files.createDirectories(bundle.rootfs().resolve("secrets/deep"));
        Files.createDirectory(bundle.rootfs().resolve("frozen"));
        bundle.set(
                        "/linux/maskedPaths",
                        "['/etc/secret', '/secrets', '/no/such/path', '/proc/version', '/sys/firmware']")
                .set("/linux/readonlyPaths", "['/frozen', '/etc/passwd', '/no/such/path', '/proc/sys']")
                .script("""
                        cat /etc/secret; ls -A /secrets /sys/firmware; wc -c < /proc/version; cat /etc/passwd | wc -l
                        touch /frozen/x; echo > /etc/passwd; touch /secrets/x; echo x > /proc/sys/kernel/hostname""");
        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.out()).isEqualTo("/secrets:\n\n/sys/firmware:\n0\n2\n");
        assertThat(result.err().lines().filter(line -> line.contains("Read-only file system")))
                .hasSize(4);
        assertThat(bundle.rootfs().resolve("etc/secret")).hasContent("secret\n");
    }

    @Test
    void theRootIsReadOnlyIfTheConfigSaysSo(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/root/readonly", "true").script("touch /x; touch /dev/shm/fine && echo fine");
        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.err()).contains("/x: Read-only file system");
        assertThat(result.out()).isEqualTo("fine\n");
        assertThat(bundle.rootfs().resolve("x")).doesNotExist();
        // Only the container's view is read-only.
        Files.writeString(bundle.rootfs().resolve("still-writable"), "");
    }

    @Test
    void theDefaultDevicesAndLinksAreThere(Jrun jrun, BundleBuilder bundle) {
        bundle.script("""
                for d in null zero full random urandom tty; do stat -c '%n %F %t:%T %a %u:%g' /dev/$d; done
                for l in fd stdin stdout stderr ptmx; do echo "/dev/$l $(readlink /dev/$l)"; done
                echo x > /dev/null; dd if=/dev/zero bs=3 count=1 2>/dev/null | wc -c""");

        assertThat(jrun.output(bundle).lines())
                .containsExactly(
                        "/dev/null character special file 1:3 666 0:0",
                        "/dev/zero character special file 1:5 666 0:0",
                        "/dev/full character special file 1:7 666 0:0",
                        "/dev/random character special file 1:8 666 0:0",
                        "/dev/urandom character special file 1:9 666 0:0",
                        "/dev/tty character special file 5:0 666 0:0",
                        "/dev/fd /proc/self/fd",
                        "/dev/stdin /proc/self/fd/0",
                        "/dev/stdout /proc/self/fd/1",
                        "/dev/stderr /proc/self/fd/2",
                        "/dev/ptmx pts/ptmx",
                        "3");
    }

    @Test
    void listedDevicesAreMade(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/devices", """
                [{'path': '/dev/fuse', 'type': 'c', 'major': 10, 'minor': 229, 'fileMode': 416, 'uid': 12, 'gid': 34},
                 {'path': '/dev/sub/disk', 'type': 'b', 'major': 7, 'minor': 300, 'fileMode': 384, 'uid': 0, 'gid': 0},
                 {'path': '/dev/pipe', 'type': 'p', 'fileMode': 438, 'uid': 0, 'gid': 0}]""")
                .script("stat -c '%n %F %t:%T %a %u:%g' /dev/fuse /dev/sub/disk; stat -c '%n %F %a' /dev/pipe");

        assertThat(jrun.output(bundle).lines())
                .containsExactly(
                        "/dev/fuse character special file a:e5 640 12:34",
                        "/dev/sub/disk block special file 7:12c 600 0:0",
                        "/dev/pipe fifo 666");
    }

    @Test
    void kernelParametersOfOwnNamespacesAreSet(Jrun jrun, BundleBuilder bundle) {
        bundle.set(
                        "/linux/sysctl",
                        "{'net.ipv4.ip_forward': '1', 'kernel.shm_rmid_forced': '1', 'net.ipv4.ping_group_range': '0 7'}")
                .script(
                        "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced /proc/sys/net/ipv4/ping_group_range");

        assertThat(jrun.output(bundle)).isEqualTo("1\n1\n0\t7\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys"})
    void aRootWhoseProcOrSysIsASymlinkIsRefused(String name, Jrun jrun, BundleBuilder bundle) throws IOException {
        Path victim = Files.createDirectory(bundle.folder().resolve("victim"));
        replaceByLink(bundle, name, victim);
        bundle.sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure("/" + name);
        assertThat(victim).isEmptyDirectory();
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "run", "tmp", "mnt"})
    void aSymlinkInTheRootNeverReachesTheHost(String name, Jrun jrun, BundleBuilder bundle) throws IOException {
        assertHostIsLeftAlone(name, jrun, bundle);
    }

    @Test
    @JrunOnly("runc 1.1 makes the links of /dev by path, where the root leads them")
    void aSymlinkedDevNeverReachesTheHost(Jrun jrun, BundleBuilder bundle) throws IOException {
        assertHostIsLeftAlone("dev", jrun, bundle);
    }

    @Test
    void aSymlinkInsideOfTheBundlesDevNeverReachesTheHost(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path victim = Files.createDirectory(bundle.folder().resolve("victim"));
        Path file = Files.writeString(victim.resolve("file"), "precious\n");
        for (String name : List.of("pts", "shm", "mqueue")) {
            Files.createSymbolicLink(bundle.rootfs().resolve("dev/" + name), victim);
        }
        for (String name : List.of("null", "ptmx", "fd", "console")) {
            Files.createSymbolicLink(bundle.rootfs().resolve("dev/" + name), file);
        }
        // Without a tmpfs on /dev the bundle's own folder is used.
        bundle.mounts().removeIf(mount -> mount.path("destination").asString().equals("/dev"));
        bundle.script("echo overwritten > /dev/null");
        jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        try (var files = Files.list(victim)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(file).hasContent("precious\n");
    }

    @Test
    void aTargetBelowADanglingAbsoluteLinkStaysInside(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path outside = bundle.folder().resolve("outside");
        Files.createSymbolicLink(bundle.rootfs().resolve("escape"), outside);
        bundle.mount("/escape/x", "tmpfs", "tmpfs").script("true");
        jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(outside).doesNotExist();
    }

    private static void assertHostIsLeftAlone(String name, Jrun jrun, BundleBuilder bundle) throws IOException {
        Path victim = Files.createDirectory(bundle.folder().resolve("victim"));
        Files.writeString(victim.resolve("null"), "precious\n");
        replaceByLink(bundle, name, victim);
        bundle.mount("/" + name + "/new", "tmpfs", "tmpfs")
                .mount("/" + name + "/file", "bind", "/etc/hostname", "bind")
                .set("/linux/devices", "[{'path': '/dev/extra', 'type': 'c', 'major': 1, 'minor': 3}]")
                .set("/process/cwd", "'/" + name + "/cwd'")
                .set("/linux/maskedPaths", "['/" + name + "/null']")
                .script("true");
        // Refused or kept inside of the root: either will do, as long as the host is left alone.
        jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        try (var files = Files.list(victim)) {
            assertThat(files).containsExactly(victim.resolve("null"));
        }
        assertThat(victim.resolve("null")).hasContent("precious\n");
        assertThat(ProcFacts.self().mounts())
                .noneMatch(mount -> mount.point().startsWith(bundle.folder().toString()));
    }

    private static void replaceByLink(BundleBuilder bundle, String name, Path target) throws IOException {
        Path folder = bundle.rootfs().resolve(name);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        Files.createSymbolicLink(folder, target);
    }
}
