package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Whose the files of a bind mount are, told from inside and from the host, and sources that only the host can reach. */
@BlackBoxTest
class IdMappedMountTest {
    private static final int HOST_UID = 100_000;
    private static final int HOST_GID = 300_000;

    @Test
    @JrunOnly("runc 1.1 has no id-mapped mounts")
    void aMountTakesItsOwnersFromItsOwnMappings(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path source = folder(bundle, "source");
        owned(source.resolve("zero"), 0, 0);
        owned(source.resolve("user"), 12, 34);
        owned(source.resolve("beyond"), 5000, 5000);
        bundle.mount("/data", "bind", source.toString(), "bind", "idmap")
                .script("stat -c '%n %u:%g' /data/zero /data/user /data/beyond; echo x > /data/new");
        map(bundle, 7000, 8000);

        // The root of the container is no owner of the mount, so it can't make a file there.
        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.out()).isEqualTo("/data/zero 7000:8000\n/data/user 7012:8034\n/data/beyond 65534:65534\n");
        assertThat(source.resolve("new")).doesNotExist();
    }

    @Test
    @JrunOnly("runc has no mappings in options")
    void aMountTakesTheMappingsOfItsOption(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path source = folder(bundle, "source");
        owned(source.resolve("zero"), 0, 0);
        owned(source.resolve("user"), 12, 34);
        bundle.mount("/data", "bind", source.toString(), "bind", "idmap=uids=0-7000-1#12-9000-1;gids=0-8000-100")
                .script("stat -c '%n %u:%g' /data/zero /data/user");

        assertThat(jrun.output(bundle)).isEqualTo("/data/zero 7000:8000\n/data/user 9000:8034\n");
    }

    @Test
    @JrunOnly("runc 1.1 has no id-mapped mounts")
    void idmapAloneUsesTheMappingsOfTheContainer(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path source = folder(bundle, "source");
        owned(source.resolve("zero"), 0, 0);
        owned(source.resolve("user"), 12, 34);
        targets(bundle, "mapped", "plain");
        inUserNamespace(bundle)
                .mount("/mapped", "bind", source.toString(), "bind", "idmap")
                .mount("/plain", "bind", source.toString(), "bind")
                .script("""
                        stat -c '%n %u:%g' /mapped/zero /mapped/user /plain/zero
                        echo x > /mapped/new""");

        assertThat(jrun.output(bundle)).isEqualTo("/mapped/zero 0:0\n/mapped/user 12:34\n/plain/zero 65534:65534\n");
        assertThat(Files.getAttribute(source.resolve("new"), "unix:uid")).isEqualTo(0);
        assertThat(Files.getAttribute(source.resolve("new"), "unix:gid")).isEqualTo(0);
    }

    @Test
    @JrunOnly("runc 1.1 has no id-mapped mounts")
    void aRecursiveMapReachesTheMountsBelow(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path source = folder(bundle, "source");
        Path below = Files.createDirectory(source.resolve("below"));
        targets(bundle, "deep", "flat");
        host("mount", "-t", "tmpfs", "-o", "mode=755,uid=3,gid=4", "tmpfs", below.toString());
        try {
            inUserNamespace(bundle)
                    .mount("/deep", "bind", source.toString(), "rbind", "ridmap")
                    .mount("/flat", "bind", source.toString(), "rbind", "idmap")
                    .script("stat -c '%n %u:%g' /deep /deep/below /flat /flat/below");

            assertThat(jrun.output(bundle))
                    .isEqualTo("/deep 0:0\n/deep/below 3:4\n/flat 0:0\n/flat/below 65534:65534\n");
        } finally {
            host("umount", below.toString());
        }
    }

    @Test
    @JrunOnly("runc 1.1 opens sources in the container's user namespace")
    void aSourceBelowAFolderThatTheMappedRootCannotEnterIsBound(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path closed = folder(bundle, "closed");
        Path source = Files.createDirectory(closed.resolve("source"));
        Files.writeString(source.resolve("file"), "in sight\n");
        owned(closed, 4711, 4711);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        targets(bundle, "data");
        Files.createFile(bundle.rootfs().resolve("file"));
        inUserNamespace(bundle)
                .mount("/data", "bind", source.toString(), "rbind", "ro", "nosuid")
                .mount("/file", "bind", source.resolve("file").toString(), "bind")
                .script("cat /data/file /file; grep -o ' /data r[ow],nosuid' /proc/self/mountinfo");

        assertThat(jrun.output(bundle)).isEqualTo("in sight\nin sight\n /data ro,nosuid\n");
    }

    @Test
    void aMissingSourceIsRefusedInAUserNamespaceToo(Jrun jrun, BundleBuilder bundle) {
        inUserNamespace(bundle).mount("/x", "bind", "/no/such/source", "bind").sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure("/no/such/source");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("runc 1.1 has no id-mapped mounts")
    void aFileSystemThatCannotBeMappedIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/x", "bind", "/proc/sys", "bind", "idmap").sleeping();
        map(bundle, 7000, 8000);

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("mount /x (bind of /proc/sys): map its owners (the file system must support");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("runc 1.1 has no id-mapped mounts")
    void idmapWithoutAnyMappingsIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/x", "bind", "/etc", "bind", "idmap").sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/options: idmap without");
    }

    private static Path folder(BundleBuilder bundle, String name) throws IOException {
        return Files.createDirectory(bundle.folder().resolve(name));
    }

    /** The mapped root can't make them: the rootfs is not its own. */
    private static void targets(BundleBuilder bundle, String... names) throws IOException {
        for (String name : names) {
            Files.createDirectory(bundle.rootfs().resolve(name));
        }
    }

    private static void owned(Path path, int uid, int gid) throws IOException {
        if (Files.notExists(path)) {
            Files.createFile(path);
        }
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", gid);
    }

    /** Gives the last mount mappings of its own, of 1000 ids each. */
    private static void map(BundleBuilder bundle, int uid, int gid) {
        ObjectNode mount = (ObjectNode) bundle.mounts().get(bundle.mounts().size() - 1);
        mapping(mount, "uidMappings", uid);
        mapping(mount, "gidMappings", gid);
    }

    private static void mapping(ObjectNode mount, String name, int hostId) {
        mount.putArray(name)
                .addObject()
                .put("containerID", 0)
                .put("hostID", hostId)
                .put("size", 1000);
    }

    private static BundleBuilder inUserNamespace(BundleBuilder bundle) {
        bundle.namespace("user");
        return bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': " + HOST_UID + ", 'size': 2000}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': " + HOST_GID + ", 'size': 2000}]");
    }

    private static void host(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
