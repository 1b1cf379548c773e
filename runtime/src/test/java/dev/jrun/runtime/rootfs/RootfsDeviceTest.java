package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.FileCall.Mknodat;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeNode;
import dev.jrun.runtime.testing.FaultInjectingExecutor;
import dev.jrun.runtime.testing.RecordingExecutor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootfsDeviceTest {
    private final FakeKernel kernel = Container.host();

    @ParameterizedTest
    @CsvSource({"null, 1, 3", "zero, 1, 5", "full, 1, 7", "random, 1, 8", "urandom, 1, 9", "tty, 5, 0"})
    void makesTheDevicesThatEachContainerHas(String name, long major, long minor) {
        Container.mounting().enterOn(kernel);

        FakeNode node = kernel.files().node("/dev/" + name);
        assertThat(node.type()).isEqualTo(Mknodat.S_IFCHR);
        assertThat(node.permissions()).isEqualTo(0666);
        assertThat(node.major()).isEqualTo(major);
        assertThat(node.minor()).isEqualTo(minor);
    }

    @Test
    void looksOnlyAtDevicesThatItHasNotMade() {
        kernel.files().directory("/bundle/rootfs/dev");
        var recording = RecordingExecutor.of(kernel);
        Container.mounting().rootfs().prepare(RootfsFacts.NONE).run(recording);

        assertThat(recording.calls(Mknodat.class)).hasSize(6);
        assertThat(recording.calls(FileCall.Statx.class))
                .noneMatch(look -> look.path().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "fd, /proc/self/fd",
        "stdin, /proc/self/fd/0",
        "stdout, /proc/self/fd/1",
        "stderr, /proc/self/fd/2",
        "ptmx, pts/ptmx"
    })
    void makesTheLinksThatEachContainerHas(String name, String target) {
        Container.mounting().enterOn(kernel);

        assertThat(kernel.files().node("/dev/" + name).target()).isEqualTo(target);
    }

    @Test
    void linksCoreWhereTheHostHasKcore() {
        Container.mounting().enterOn(kernel);
        assertThat(kernel.files().exists("/dev/core")).isFalse();

        FakeKernel withCore = Container.host();
        withCore.files().file("/proc/kcore", "");
        Container.mounting().enterOn(withCore);
        assertThat(withCore.files().node("/dev/core").target()).isEqualTo("/proc/kcore");
    }

    @Test
    void makesTheListedDevicesWithModeAndOwner() {
        Container.mounting().linux("""
                "devices": [
                    {"type": "c", "path": "/dev/fuse", "major": 10, "minor": 229, "fileMode": 8624, "uid": 7, "gid": 8},
                    {"type": "b", "path": "/dev/disk/a", "major": 7, "minor": 300},
                    {"type": "p", "path": "/dev/pipe"},
                    {"type": "u", "path": "/dev/null", "major": 1, "minor": 3, "fileMode": 384}]""").enterOn(kernel);

        FakeNode fuse = kernel.files().node("/dev/fuse");
        assertThat(fuse.permissions()).isEqualTo(0660);
        assertThat(fuse.uid()).isEqualTo(7);
        assertThat(fuse.gid()).isEqualTo(8);
        assertThat(kernel.files().node("/dev/disk/a").minor()).isEqualTo(300);
        assertThat(kernel.files().node("/dev/disk/a").type()).isEqualTo(Mknodat.S_IFBLK);
        assertThat(kernel.files().node("/dev/pipe").type()).isEqualTo(Mknodat.S_IFIFO);
        assertThat(kernel.files().node("/dev/null").permissions()).isEqualTo(0600);
    }

    @Test
    void replacesAListedPtmxByTheLink() {
        Container.mounting()
                .linux("\"devices\": [{\"type\": \"c\", \"path\": \"/dev/ptmx\", \"major\": 5, \"minor\": 2}]")
                .enterOn(kernel);

        assertThat(kernel.files().node("/dev/ptmx").target()).isEqualTo("pts/ptmx");
    }

    @Test
    void acceptsADeviceThatIsThereAlready() {
        kernel.files().device("/bundle/rootfs/dev/null", Mknodat.S_IFCHR, 1, 3);
        Container.onlyMounting().enterOn(kernel);

        assertThat(kernel.files().node("/dev/null").minor()).isEqualTo(3);
    }

    @Test
    void refusesAnotherDeviceInThePlaceOfOne() {
        kernel.files().device("/bundle/rootfs/dev/null", Mknodat.S_IFCHR, 1, 5);

        assertThatThrownBy(() -> Container.onlyMounting().prepareOn(kernel))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("make device /dev/null: the rootfs has something else there than the character device 1:3; "
                        + "remove it or mount a tmpfs on /dev");
    }

    @Test
    void refusesALinkInThePlaceOfADevice() {
        kernel.files().directory("/bundle/rootfs/dev").symlink("/bundle/rootfs/dev/null", "zero");

        assertThatThrownBy(() -> Container.onlyMounting().prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("make device /dev/null: too many levels of symbolic links");
    }

    @Test
    void staysInsideTheRootWhereDevIsALink() {
        kernel.files().directory("/victim").symlink("/bundle/rootfs/dev", "/victim");
        kernel.files().directory("/bundle/rootfs/victim");
        Container.onlyMounting().prepareOn(kernel);

        assertThat(kernel.files().names("/victim")).isEmpty();
        assertThat(kernel.files().names("/bundle/rootfs/victim")).contains("null", "ptmx");
    }

    @Test
    void leavesADevAloneThatIsBoundFromTheHost() {
        var recording = RecordingExecutor.of(kernel);
        Container.onlyMounting(mount("/dev", "bind", "/dev", "rbind")).enterOn(recording);

        assertThat(recording.calls()).doesNotHaveAnyElementsOfTypes(Mknodat.class, FileCall.Symlinkat.class);
    }

    @Test
    void bindsTheHostsDevicesInAUserNamespace() {
        addHostDevices();
        var recording = RecordingExecutor.of(kernel);
        Container.mounting()
                .namespaces("\"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"user\"}]")
                .enterOn(recording);

        assertBound();
        assertThat(recording.calls(Mknodat.class)).allMatch(call -> call.type() == Mknodat.S_IFREG);
    }

    @Test
    void bindsTheHostsDevicesWhereMknodIsForbidden() {
        addHostDevices();
        // The first mknod is that of the null device.
        int first = firstMknod();
        SyscallExecutor forbidding = FaultInjectingExecutor.failingCall(kernel, first, Errno.EPERM);
        Container.mounting().enterOn(forbidding);

        assertThat(kernel.mounts().at("/dev/null")).isPresent();
        assertThat(kernel.files().node("/dev/null").minor()).isEqualTo(3);
        assertThat(kernel.mounts().at("/dev/zero")).isEmpty();
    }

    @Test
    void keepsModesWholeInSpiteOfTheUmask() {
        var recording = RecordingExecutor.of(kernel);
        Container.mounting().prepareOn(recording);

        assertThat(recording.calls(FileCall.Umask.class))
                .extracting(FileCall.Umask::mask)
                .containsExactly(0, 022);
    }

    @Test
    void refusesDevicesWithoutNumbersOrAName() {
        assertThatThrownBy(() -> Container.mounting()
                        .linux("\"devices\": [{\"type\": \"c\", \"path\": \"/dev/x\", \"major\": 1}]")
                        .rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/devices/0/minor: ");
        assertThatThrownBy(() -> Container.mounting()
                        .linux("\"devices\": [{\"type\": \"p\", \"path\": \"/\"}]")
                        .rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/devices/0/path: ");
    }

    private void addHostDevices() {
        for (DeviceNode node : DeviceNode.all(List.of())) {
            kernel.files().device(node.path().toString(), node.type(), (int) node.major(), (int) node.minor());
        }
    }

    private static int firstMknod() {
        var recording = RecordingExecutor.of(Container.host());
        Container.mounting().prepareOn(recording);
        return recording.calls().indexOf(recording.calls(Mknodat.class).getFirst());
    }

    private void assertBound() {
        for (DeviceNode node : DeviceNode.all(List.of())) {
            String path = node.path().toString();
            assertThat(kernel.mounts().at(path)).as(path).isPresent();
            assertThat(kernel.files().node(path).minor()).isEqualTo(node.minor());
        }
    }
}
