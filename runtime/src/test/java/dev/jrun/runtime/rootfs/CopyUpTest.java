package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyUpTest {
    private final FakeKernel kernel = Container.host();

    @Test
    void copiesFilesDirectoriesAndLinksWithModesAndOwners() {
        kernel.files()
                .file("/bundle/rootfs/etc/passwd", "root")
                .permissions("/bundle/rootfs/etc/passwd", 04711)
                .owner("/bundle/rootfs/etc/passwd", 12, 34)
                .file("/bundle/rootfs/etc/deep/er/file", "deep")
                .permissions("/bundle/rootfs/etc/deep", 0700)
                .owner("/bundle/rootfs/etc", 5, 6)
                .symlink("/bundle/rootfs/etc/link", "/passwd");
        Container.mounting(mount("/etc", "tmpfs", "t", "tmpcopyup")).enterOn(kernel);

        assertThat(at("/etc")).isEqualTo("tmpfs");
        assertThat(kernel.files().text("/etc/passwd")).isEqualTo("root");
        assertThat(kernel.files().node("/etc/passwd").permissions()).isEqualTo(04711);
        assertThat(kernel.files().node("/etc/passwd").uid()).isEqualTo(12);
        assertThat(kernel.files().node("/etc/passwd").gid()).isEqualTo(34);
        assertThat(kernel.files().text("/etc/deep/er/file")).isEqualTo("deep");
        assertThat(kernel.files().node("/etc/deep").permissions()).isEqualTo(0700);
        assertThat(kernel.files().node("/etc").uid()).isEqualTo(5);
        assertThat(kernel.files().names("/etc")).containsExactlyInAnyOrder("passwd", "deep", "link");
    }

    @Test
    void copiesWhatAnEarlierMountShowsAndIsCoveredByLaterOnes() {
        kernel.files().file("/srv/x/sub/file", "from the bind").directory("/srv/y");
        Container.mounting(
                        mount("/data", "bind", "/srv/x", "bind"),
                        mount("/data/sub", "tmpfs", "t", "tmpcopyup", "ro"),
                        mount("/data/sub/new", "bind", "/srv/y", "bind"))
                .linux("\"maskedPaths\": [\"/data/sub/file\"]")
                .enterOn(kernel);

        assertThat(kernel.files().names("/data/sub")).containsExactlyInAnyOrder("file", "new");
        assertThat(at("/data/sub/new")).isEqualTo("ext4");
        // The mask found the copy.
        assertThat(kernel.mounts().at("/data/sub/file")).isPresent();
        assertThat(kernel.mounts().at("/data/sub").orElseThrow().attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(kernel.files().exists("/srv/x/sub/new")).isFalse();
    }

    @Test
    void leavesNoDescriptorOpenButTheRoots() {
        kernel.files().file("/bundle/rootfs/etc/a/b/c", "x");
        List<Integer> before = kernel.openDescriptors();
        Container.mounting(mount("/etc", "tmpfs", "t", "tmpcopyup"), mount("/run", "tmpfs", "t", "tmpcopyup"))
                .prepareOn(kernel);

        assertThat(kernel.openDescriptors()).hasSize(before.size() + 1);
    }

    @Test
    void givesAFileOfAnOwnerThatIsNotMappedToRoot() {
        kernel.files().file("/bundle/rootfs/etc/file", "x");
        kernel.answering(FileCall.Fchownat.class, chown -> Reply.of(-Errno.EINVAL.number()));
        Container.mounting(mount("/etc", "tmpfs", "t", "tmpcopyup")).enterOn(kernel);

        assertThat(kernel.files().text("/etc/file")).isEqualTo("x");
    }

    @Test
    void namesTheFileThatDoesNotFit() {
        kernel.files().file("/bundle/rootfs/etc/large/file", "x");
        kernel.answering(DescriptorCall.Sendfile.class, send -> Reply.of(-Errno.ENOSPC.number()));

        assertThatThrownBy(() -> Container.mounting(mount("/etc", "tmpfs", "t", "tmpcopyup", "size=1"))
                        .prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("mount /etc (tmpfs): copy /etc/large/file into it: no space left on device");
    }

    @Test
    void isForATmpfsOnly() {
        assertThatThrownBy(() -> Container.mounting(mount("/etc", "ramfs", "t", "tmpcopyup"))
                        .rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/mounts/1/options: tmpcopyup");
    }

    private String at(String target) {
        return kernel.mounts().at(target).orElseThrow().type();
    }
}
