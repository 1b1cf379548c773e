package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeMounts;
import dev.jrun.runtime.testing.RecordingExecutor;
import org.junit.jupiter.api.Test;

/** Mounts that take another way than most. */
class RootfsFallbackTest {
    private final FakeKernel kernel = Container.host();

    @Test
    void makesWhatADanglingLinkLeadsToInsideTheRoot() {
        kernel.files()
                .file("/srv/file", "text")
                .symlink("/bundle/rootfs/link", "/nowhere/../far")
                .symlink("/bundle/rootfs/far", "../../near")
                .symlink("/bundle/rootfs/file", "new/file");
        Container.mounting(mount("/link/deep", "tmpfs", "t"), mount("/file", "bind", "/srv/file", "bind"))
                .prepareOn(kernel);

        assertThat(kernel.mounts().at("/bundle/rootfs/near/deep")).isPresent();
        assertThat(kernel.files().text("/bundle/rootfs/new/file")).isEqualTo("text");
        assertThat(kernel.files().exists("/near")).isFalse();
    }

    @Test
    void refusesTargetsWhoseLinksGoInCircles() {
        kernel.files().symlink("/bundle/rootfs/a", "b").symlink("/bundle/rootfs/b", "a");

        assertThatThrownBy(() -> Container.mounting(mount("/a/x", "tmpfs", "t")).prepareOn(kernel))
                .hasMessageContaining("too many levels of symbolic links");
    }

    @Test
    void handsLongValuesToMountInOnePiece() {
        String layers = "lowerdir=/layers/" + "a".repeat(300);
        var recording = RecordingExecutor.of(kernel);
        Container.mounting(mount("/data", "overlay", "overlay", layers, "nosuid", "ro"))
                .enterOn(recording);

        assertThat(at("/data").options()).containsEntry("lowerdir", "/layers/" + "a".repeat(300));
        assertThat(at("/data").attributes()).contains(MountAttr.MOUNT_ATTR_NOSUID, MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(recording.calls(MountCall.Mount.class))
                .extracting(MountCall.Mount::target)
                .containsExactly(".");
    }

    @Test
    void bindsTheCallersSysfsWhereANewOneIsRefused() {
        kernel.answering(MountCall.FsconfigCreate.class, create -> Reply.of(-Errno.EPERM.number()));
        Container.onlyMounting(mount("/sys", "sysfs", "sysfs", "ro", "nosuid"), mount("/dev", "bind", "/dev", "bind"))
                .enterOn(kernel);

        assertThat(at("/sys").type()).isEqualTo("sysfs");
        assertThat(at("/sys").attributes()).contains(MountAttr.MOUNT_ATTR_NOSUID, MountAttr.MOUNT_ATTR_RDONLY);
    }

    private FakeMounts.Entry at(String target) {
        return kernel.mounts().at(target).orElseThrow();
    }
}
