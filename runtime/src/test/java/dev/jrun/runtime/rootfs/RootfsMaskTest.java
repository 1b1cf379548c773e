package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall.Mknodat;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import org.junit.jupiter.api.Test;

class RootfsMaskTest {
    private final FakeKernel kernel = Container.host();

    @Test
    void masksAFileByTheNullDevice() {
        kernel.files().file("/bundle/rootfs/secret", "secret");
        Container.mounting().linux("\"maskedPaths\": [\"/secret\"]").enterOn(kernel);

        assertThat(kernel.files().node("/secret").type()).isEqualTo(Mknodat.S_IFCHR);
        assertThat(kernel.mounts().at("/secret").orElseThrow().attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
    }

    @Test
    void masksDirectoriesByOneEmptyTmpfs() {
        kernel.files().file("/bundle/rootfs/a/secret", "").file("/bundle/rootfs/b/secret", "");
        var recording = RecordingExecutor.of(kernel);
        Container.onlyMounting().linux("\"maskedPaths\": [\"/a\", \"/b\"]").enterOn(recording);

        assertThat(kernel.files().names("/a")).isEmpty();
        assertThat(kernel.files().names("/b")).isEmpty();
        assertThat(kernel.mounts().at("/a").orElseThrow().attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(recording.calls(MountCall.Fsopen.class)).hasSize(1);
    }

    @Test
    void theEmptyTmpfsIsOnNothingButMaskedDirectories() {
        kernel.files().directory("/bundle/rootfs/a");
        Container.mounting().linux("\"maskedPaths\": [\"/a\"]").enterOn(kernel);

        assertThat(kernel.mounts().entries())
                .filteredOn(entry -> entry.target().equals("/"))
                .hasSize(1)
                .allMatch(entry -> entry.type().equals("ext4"));
        assertThat(kernel.files().names("/")).contains("a", "dev");
    }

    @Test
    void leavesNoMountWithoutAPlace() {
        kernel.files().file("/bundle/rootfs/a/secret", "").file("/bundle/rootfs/b/secret", "");
        kernel.files().file("/bundle/rootfs/secret", "");
        var recording = RecordingExecutor.of(kernel);
        Container.onlyMounting()
                .linux("\"maskedPaths\": [\"/a\", \"/secret\", \"/b\"]")
                .enterOn(recording);

        // The root, the tmpfs on the first, the null device, the copy of the tmpfs.
        assertThat(recording.calls(MountCall.MoveMount.class)).hasSize(4);
        // Of the root, of the tmpfs before it is there, of the null device, of the tmpfs.
        assertThat(recording.calls(MountCall.OpenTree.class)).hasSize(4);
    }

    @Test
    void passesOverPathsThatAreNotThere() {
        kernel.files().file("/bundle/rootfs/file", "");
        Container.mounting()
                .linux("\"maskedPaths\": [\"/none\", \"/file/none\"], \"readonlyPaths\": [\"/none/x\"]")
                .enterOn(kernel);

        assertThat(kernel.files().exists("/none")).isFalse();
    }

    @Test
    void masksWhatALinkLeadsToInsideTheRoot() {
        kernel.files().file("/etc/shadow", "host").file("/bundle/rootfs/etc/shadow", "container");
        kernel.files().symlink("/bundle/rootfs/link", "../../../etc/shadow");
        Container.mounting().linux("\"maskedPaths\": [\"/link\"]").prepareOn(kernel);

        assertThat(kernel.files().text("/etc/shadow")).isEqualTo("host");
        assertThat(kernel.files().node("/bundle/rootfs/etc/shadow").type()).isEqualTo(Mknodat.S_IFCHR);
    }

    @Test
    void refusesToMaskWithWhatIsNotTheNullDevice() {
        kernel.files().directory("/hostdev").file("/hostdev/null", "").file("/bundle/rootfs/secret", "");

        assertThatThrownBy(() -> Container.onlyMounting(mount("/dev", "bind", "/hostdev", "bind"))
                        .linux("\"maskedPaths\": [\"/secret\"]")
                        .prepareOn(kernel))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("it is not the character device 1:3");
    }

    @Test
    void makesAPathReadOnlyAndKeepsWhatIsMountedBelow() {
        kernel.files().directory("/bundle/rootfs/a/sub");
        Container.mounting(mount("/a/sub", "tmpfs", "t", "nosuid"))
                .linux("\"readonlyPaths\": [\"/a\"]")
                .enterOn(kernel);

        assertThat(kernel.mounts().at("/a").orElseThrow().attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(kernel.mounts().at("/a/sub").orElseThrow().attributes())
                .containsExactly(MountAttr.MOUNT_ATTR_NOSUID);
    }
}
