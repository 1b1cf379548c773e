package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Roots that lie on something else than a folder of the host that may be written to. */
@BlackBoxTest
class RootPlaceTest {
    @Test
    void theRootMayBeAnOverlay(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path merged = folder(bundle, "merged");
        Path upper = folder(bundle, "upper");
        String layers = "lowerdir=" + bundle.rootfs() + ",upperdir=" + upper + ",workdir=" + folder(bundle, "work");
        host("mount", "-t", "overlay", "overlay", "-o", layers, merged.toString());
        try {
            bundle.set("/root/path", "'merged'")
                    .script("echo new > /file; grep -c ' / / .* overlay ' /proc/self/mountinfo");

            assertThat(jrun.output(bundle)).isEqualTo("1\n");
            assertThat(upper.resolve("file")).hasContent("new\n");
            assertThat(bundle.rootfs().resolve("file")).doesNotExist();
        } finally {
            host("umount", merged.toString());
        }
    }

    @Test
    void theBundleMayBeOnAReadOnlyFileSystem(Jrun jrun, BundleBuilder bundle) throws Exception {
        bundle.script("touch /file || echo refused").write();
        Path readOnly = folder(bundle, "read-only");
        host("mount", "--bind", bundle.folder().toString(), readOnly.toString());
        try {
            host("mount", "-o", "remount,bind,ro", readOnly.toString());

            Result result = jrun.call("run", "--bundle", readOnly.toString(), Jrun.newId());
            assertThat(result.out()).isEqualTo("refused\n");
            assertThat(result.err()).contains("Read-only file system");
        } finally {
            host("umount", readOnly.toString());
        }
    }

    @Test
    @JrunOnly("runc 1.1 gives up where a new sysfs is refused")
    void theHostsSysfsIsBoundWhereTheNetworkIsTheHosts(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("network").namespace("user");
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .script("ls -d /sys/class/net/lo; grep -o ' /sys r[ow],nosuid,nodev,noexec' /proc/self/mountinfo");

        assertThat(jrun.output(bundle)).isEqualTo("/sys/class/net/lo\n /sys ro,nosuid,nodev,noexec\n");
    }

    @Test
    void theCallersProcIsBoundWhereThePidsAreTheHosts(Jrun jrun, BundleBuilder bundle) {
        bundle.withoutNamespace("pid").namespace("user");
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .script("cat /proc/self/comm");

        assertThat(jrun.output(bundle)).isEqualTo("cat\n");
    }

    @Test
    void theRootfsMayLieWhereTheContainersRootCanNotGo(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path closed = Files.createDirectory(
                bundle.folder().resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.move(bundle.rootfs(), closed.resolve("rootfs"));
        bundle.namespace("user");
        bundle.set("/root/path", "'closed/rootfs'")
                .set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 1000}]")
                .script("ls -d /etc/passwd; ls /proc/self/fd | wc -l");

        assertThat(jrun.output(bundle)).isEqualTo("/etc/passwd\n4\n");
    }

    private static Path folder(BundleBuilder bundle, String name) throws IOException {
        return Files.createDirectory(bundle.folder().resolve(name));
    }

    private static void host(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
