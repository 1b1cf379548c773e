package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** A tmpfs that begins with what it covers, and targets that take more than a look-up. */
@BlackBoxTest
class TmpcopyupTest {
    @Test
    void aTmpfsBeginsWithTheContentThatItCovers(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = Files.createDirectories(bundle.rootfs().resolve("data/sub"));
        Path file = Files.writeString(folder.resolve("file"), "content\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr--"));
        Files.setAttribute(file, "unix:uid", 12);
        Files.setAttribute(file, "unix:gid", 34);
        Files.createSymbolicLink(bundle.rootfs().resolve("data/link"), Path.of("sub/file"));
        Files.write(folder.resolve("large"), new byte[3_000_000]);
        bundle.mount("/data", "tmpfs", "tmpfs", "rw", "tmpcopyup", "size=8m").script("""
                        cat /data/link; stat -c '%a %u:%g %s' /data/sub/file /data/sub/large; echo new > /data/new
                        grep -c ' /data .* tmpfs ' /proc/self/mountinfo""");

        assertThat(jrun.output(bundle)).isEqualTo("content\n754 12:34 8\n644 0:0 3000000\n1\n");
        assertThat(bundle.rootfs().resolve("data/new")).doesNotExist();
    }

    @Test
    @JrunOnly("runc 1.1 leaves what did fit")
    void contentThatDoesNotFitIsRefusedByName(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = Files.createDirectory(bundle.rootfs().resolve("data"));
        Files.write(folder.resolve("large"), new byte[3_000_000]);
        bundle.mount("/data", "tmpfs", "tmpfs", "tmpcopyup", "size=64k").sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("copy /data/large into it: no space left on device");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aDanglingLinkAsTargetIsFollowedInsideTheRoot(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path outside = bundle.folder().resolve("outside");
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), outside);
        bundle.mount("/link", "tmpfs", "tmpfs").script("grep -c ' " + outside + " ' /proc/self/mountinfo");

        assertThat(jrun.output(bundle)).isEqualTo("1\n");
        assertThat(outside).doesNotExist();
        assertThat(bundle.rootfs().resolve(outside.toString().substring(1))).isDirectory();
    }

    @Test
    void aMaskedLinkHidesWhatItLeadsTo(Jrun jrun, BundleBuilder bundle) throws IOException {
        Files.writeString(bundle.rootfs().resolve("etc/secret"), "secret\n");
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), Path.of("/etc/secret"));
        Files.createSymbolicLink(bundle.rootfs().resolve("dangling"), Path.of("/nowhere"));
        bundle.set("/linux/maskedPaths", "['/link', '/dangling']").script("cat /link /etc/secret; echo end");

        assertThat(jrun.output(bundle)).isEqualTo("end\n");
    }

    @Test
    void anOverlayTakesALongListOfLayers(Jrun jrun, BundleBuilder bundle) throws IOException {
        StringBuilder layers = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            Path layer = Files.createDirectory(bundle.folder().resolve("layer-" + i + "-".repeat(60)));
            Files.writeString(layer.resolve("file-" + i), "in " + i + "\n");
            layers.append(i == 0 ? "" : ":").append(layer);
        }
        bundle.mount("/merged", "overlay", "overlay", "lowerdir=" + layers, "nosuid")
                .script("cat /merged/file-0 /merged/file-4; grep -o ' /merged r[ow],nosuid' /proc/self/mountinfo");

        assertThat(jrun.output(bundle)).startsWith("in 0\nin 4\n /merged r");
    }
}
