package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeMounts;
import dev.jrun.runtime.testing.RecordingExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootfsMountTest {
    private final FakeKernel kernel = Container.host();

    @Test
    void mountsInTheOrderOfTheList() {
        Container.mounting(mount("/a", "tmpfs", "one"), mount("/a/b", "tmpfs", "two"), mount("/a", "tmpfs", "three"))
                .enterOn(kernel);

        assertThat(kernel.mounts().entries())
                .extracting(entry -> entry.options().get("source"))
                .containsSubsequence("one", "two", "three");
        assertThat(at("/a").options()).containsEntry("source", "three");
    }

    @Test
    void givesAFilesystemItsOptionsAndTheMountItsAttributes() {
        Container.mounting(mount("/a", "tmpfs", "t", "nosuid", "noatime", "size=64k", "sync", "newinstance"))
                .enterOn(kernel);

        FakeMounts.Entry entry = at("/a");
        assertThat(entry.options())
                .containsEntry("size", "64k")
                .containsEntry("sync", "")
                .containsEntry("newinstance", "")
                .doesNotContainKey("nosuid");
        assertThat(entry.attributes())
                .containsExactlyInAnyOrder(MountAttr.MOUNT_ATTR_NOSUID, MountAttr.MOUNT_ATTR_NOATIME);
    }

    @Test
    void labelsNewFilesystemsThatHaveNoLabelsOfTheirOwn() {
        Container.mounting(mount("/a", "tmpfs", "t"), mount("/b", "sysfs", "s"))
                .linux("\"mountLabel\": \"u:r:t:s0:c1,c2\"")
                .enterOn(kernel);

        assertThat(at("/a").options()).containsEntry("context", "u:r:t:s0:c1,c2");
        assertThat(at("/b").options()).doesNotContainKey("context");
    }

    @Test
    void makesMissingDirectoriesOneNameAtATime() {
        var recording = RecordingExecutor.of(kernel);
        Container.mounting(mount("/x/y/z", "tmpfs", "t")).enterOn(recording);

        assertThat(at("/x/y/z").type()).isEqualTo("tmpfs");
        assertThat(kernel.files().node("/x/y").permissions()).isEqualTo(0755);
        assertThat(recording.calls(FileCall.Mkdirat.class))
                .extracting(FileCall.Mkdirat::path)
                .contains("x", "y", "z")
                .noneMatch(path -> path.contains("/"));
    }

    @Test
    void neverHandsAPathInTheRootfsToTheKernelButThroughOpenat2() {
        var recording = RecordingExecutor.of(kernel);
        kernel.files().directory("/srv/x");
        Container.mounting(mount("/data/deep", "bind", "/srv/x", "bind")).prepareOn(recording);

        assertThat(recording.lines())
                .filteredOn(line -> line.contains("data"))
                .isNotEmpty()
                .allMatch(line -> line.matches("(Openat2|Mkdirat)\\[.*|Readlinkat\\[dir=\\$1, path=(data|deep)]"));
    }

    @Test
    void bindsADirectoryWithAllBelowWhenAsked() {
        kernel.files().directory("/srv/x").file("/srv/x/file", "hello").directory("/srv/x/sub");
        kernel.mounts().mount("tmpfs", "/srv/x/sub");
        Container.mounting(mount("/flat", "bind", "/srv/x", "bind"), mount("/deep", "none", "/srv/x", "rbind", "rro"))
                .enterOn(kernel);

        assertThat(kernel.files().text("/flat/file")).isEqualTo("hello");
        assertThat(kernel.mounts().at("/flat/sub")).isEmpty();
        assertThat(at("/deep/sub").attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(at("/deep").attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(at("/flat").attributes()).doesNotContain(MountAttr.MOUNT_ATTR_RDONLY);
    }

    @Test
    void bindsAFileOnAFileThatItMakes() {
        kernel.files().file("/srv/hosts", "127.0.0.1");
        Container.mounting(mount("/etc/new/hosts", "bind", "/srv/hosts", "bind", "ro"))
                .enterOn(kernel);

        assertThat(kernel.files().text("/etc/new/hosts")).isEqualTo("127.0.0.1");
        assertThat(at("/etc/new/hosts").attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
    }

    @Test
    void readsNoLinksForTargetsThatAreJustMissing() {
        kernel.files().directory("/srv/x").symlink("/bundle/rootfs/link", "/led");
        var recording = RecordingExecutor.of(kernel);
        Container.mounting(
                        mount("/a/b/c", "bind", "/srv/x", "bind"),
                        mount("/d", "bind", "/srv/x", "bind"),
                        mount("/link/e", "bind", "/srv/x", "bind"))
                .prepareOn(recording);

        assertThat(recording.calls())
                .filteredOn(FileCall.Readlinkat.class::isInstance)
                .map(Object::toString)
                .containsExactly("Readlinkat[dir=$1, path=link]", "Readlinkat[dir=$1, path=led]");
    }

    @Test
    void takesABindSourceRelativeToTheBundle() {
        kernel.files().file("/bundle/data/file", "x");
        Container.mounting(mount("/data", "bind", "data", "bind")).enterOn(kernel);

        assertThat(kernel.files().text("/data/file")).isEqualTo("x");
    }

    @Test
    void refusesAMissingBindSourceBeforeAnythingIsMade() {
        var recording = RecordingExecutor.of(kernel);

        assertThatThrownBy(() -> Container.mounting(mount("/data", "bind", "/srv/x", "bind"))
                        .prepareOn(recording))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("mount /data (bind of /srv/x): no such file or directory on the host: /srv/x");
        assertThat(recording.calls())
                .isNotEmpty()
                .doesNotHaveAnyElementsOfTypes(
                        FileCall.Mkdirat.class, FileCall.Mknodat.class, MountCall.MoveMount.class);
    }

    @Test
    void refusesAFileOnADirectoryAndADirectoryOnAFile() {
        kernel.files().file("/srv/file", "").directory("/srv/dir");
        kernel.files().directory("/bundle/rootfs/dir").file("/bundle/rootfs/file", "");

        assertThatThrownBy(() -> Container.mounting(mount("/dir", "bind", "/srv/file", "bind"))
                        .prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessageEndingWith("the target is a directory, the source is not: not a directory");
        assertThatThrownBy(() -> Container.mounting(mount("/file", "bind", "/srv/dir", "bind"))
                        .prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("mount /file (bind of /srv/dir): not a directory");
    }

    @Test
    void setsThePropagationOfAMountOnceItIsAttached() {
        kernel.files().directory("/srv/x");
        Container.mounting(mount("/a", "bind", "/srv/x", "bind", "shared"), mount("/b", "tmpfs", "t", "unbindable"))
                .enterOn(kernel);

        assertThat(at("/a").propagation()).isEqualTo(MountFlag.MS_SHARED);
        assertThat(at("/b").propagation()).isEqualTo(MountFlag.MS_UNBINDABLE);
    }

    @Test
    void remountsABindByItsAttributes() {
        kernel.files().directory("/srv/x");
        Container.mounting(
                        mount("/a", "bind", "/srv/x", "bind", "nosuid"),
                        mount("/a", "none", "", "remount", "bind", "ro", "suid"))
                .enterOn(kernel);

        assertThat(at("/a").attributes())
                .contains(MountAttr.MOUNT_ATTR_RDONLY)
                .doesNotContain(MountAttr.MOUNT_ATTR_NOSUID);
    }

    @Test
    void remountsAFilesystemByItsOptions() {
        Container.mounting(
                        mount("/a", "tmpfs", "t", "size=1m"), mount("/a", "tmpfs", "t", "remount", "size=2m", "nodev"))
                .enterOn(kernel);

        assertThat(at("/a").options()).containsEntry("size", "2m");
        assertThat(at("/a").attributes()).contains(MountAttr.MOUNT_ATTR_NODEV);
        assertThat(kernel.mounts().entries())
                .filteredOn(entry -> entry.target().equals("/a"))
                .hasSize(1);
    }

    @Test
    void makesATmpfsReadOnlyAfterWhatLiesInItIsMounted() {
        Container.mounting(mount("/a", "tmpfs", "t", "ro"), mount("/a/b", "tmpfs", "t"))
                .enterOn(kernel);

        assertThat(at("/a").attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(at("/a").options()).doesNotContainKey("ro");
        assertThat(at("/a/b").attributes()).doesNotContain(MountAttr.MOUNT_ATTR_RDONLY);
    }

    @Test
    void givesATmpfsTheModeOfTheDirectoryThatItCovers() {
        kernel.files().directory("/bundle/rootfs/tmp").permissions("/bundle/rootfs/tmp", 01777);
        kernel.files().directory("/bundle/rootfs/run").permissions("/bundle/rootfs/run", 0755);
        Container.mounting(
                        mount("/tmp", "tmpfs", "t"),
                        mount("/run", "tmpfs", "t", "mode=700"),
                        mount("/new", "tmpfs", "t"),
                        mount("/run/x", "tmpfs", "t"))
                .enterOn(kernel);

        assertThat(at("/tmp").options()).containsEntry("mode", "1777");
        assertThat(at("/run").options()).containsEntry("mode", "700");
        assertThat(at("/new").options()).doesNotContainKey("mode");
        assertThat(at("/run/x").options()).doesNotContainKey("mode");
    }

    @Test
    void resolvesALinkToTheOutsideInsideTheRoot() {
        kernel.files()
                .directory("/victim")
                .directory("/bundle/rootfs/victim")
                .symlink("/bundle/rootfs/absolute", "/victim")
                .symlink("/bundle/rootfs/relative", "../../../../victim");
        Container.mounting(mount("/absolute/a", "tmpfs", "t"), mount("/relative/b", "tmpfs", "t"))
                .prepareOn(kernel);

        assertThat(kernel.mounts().at("/bundle/rootfs/victim/a")).isPresent();
        assertThat(kernel.mounts().at("/bundle/rootfs/victim/b")).isPresent();
        assertThat(kernel.files().names("/victim")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sysfs"})
    void refusesProcAndSysfsOnALink(String type) {
        String target = type.equals("proc") ? "/proc" : "/sys";
        kernel.files().directory("/bundle/rootfs/elsewhere").symlink(Container.ROOT + target, "/elsewhere");

        assertThatThrownBy(() -> Container.mounting(mount(target, type, type)).prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessageContaining("which must be a real directory and not a symbolic link");
        assertThat(kernel.mounts().at("/bundle/rootfs/elsewhere")).isEmpty();
    }

    @Test
    void refusesATargetThatALinkLeadsIntoAProcfs() {
        kernel.files().symlink("/bundle/rootfs/data", "/proc/sys");

        assertThatThrownBy(() -> Container.mounting(mount("/proc", "proc", "proc"), mount("/data", "tmpfs", "t"))
                        .prepareOn(kernel))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("mount /data (tmpfs): a symbolic link leads the target into a procfs; "
                        + "remove it from the rootfs");
    }

    @Test
    void refusesMountsInsideProcButHarmlessFiles() {
        assertThatThrownBy(() -> Container.mounting(mount("/proc/self/attr", "tmpfs", "t"))
                        .rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/mounts/1/destination: '/proc/self/attr' cannot be mounted because it is inside /proc");
        assertThat(Container.mounting(mount("/proc/cpuinfo", "bind", "/x", "bind"))
                        .rootfs())
                .isNotNull();
    }

    @Test
    void refusesWhileParsingWhatCannotBeMounted() {
        assertThatThrownBy(() ->
                        Container.mounting(mount("/a", "tmpfs", "t", "idmap")).rootfs())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("/mounts/1: ");
        assertThatThrownBy(() -> Container.mounting("{\"destination\": \"/a\"}").rootfs())
                .hasMessageStartingWith("/mounts/1/type: ");
        assertThatThrownBy(() -> Container.mounting("{\"destination\": \"/a\", \"options\": [\"bind\"]}")
                        .rootfs())
                .hasMessageStartingWith("/mounts/1/source: ");
    }

    @Test
    void namesTheOptionThatAFilesystemRefuses() {
        kernel.mounts().reject("tmpfs", "size", Errno.EINVAL);

        assertThatThrownBy(() -> Container.mounting(mount("/a", "tmpfs", "t", "size=banana"))
                        .prepareOn(kernel))
                .isInstanceOf(SyscallException.class)
                .hasMessage("mount /a (tmpfs): option size=banana: invalid argument");
    }

    @Test
    void mountsEachHierarchyOfAHybridHost() {
        var cpu = new CgroupView.Hierarchy("cpu,cpuacct", List.of("cpu", "cpuacct"), 1, "/sys/fs/cgroup/cpu/c1");
        var systemd = new CgroupView.Hierarchy("systemd", List.of("name=systemd"), 1, "/sys/fs/cgroup/systemd/c1");
        var unified = new CgroupView.Hierarchy("unified", List.of(), 2, "/sys/fs/cgroup/unified/c1");
        Container.mounting(mount("/cg", "cgroup", "cgroup", "ro", "nosuid"))
                .cgroups(new CgroupView(true, List.of(cpu, systemd, unified)))
                .enterOn(kernel);

        assertThat(at("/cg").type()).isEqualTo("tmpfs");
        assertThat(at("/cg").attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(at("/cg/cpu,cpuacct").options()).containsKeys("cpu", "cpuacct");
        assertThat(at("/cg/cpu,cpuacct").attributes())
                .containsExactlyInAnyOrder(MountAttr.MOUNT_ATTR_RDONLY, MountAttr.MOUNT_ATTR_NOSUID);
        assertThat(at("/cg/systemd").options()).containsEntry("name", "systemd");
        assertThat(at("/cg/unified").type()).isEqualTo("cgroup2");
        assertThat(kernel.files().node("/cg/cpu").target()).isEqualTo("cpu,cpuacct");
        assertThat(kernel.files().node("/cg/cpuacct").target()).isEqualTo("cpu,cpuacct");
    }

    @Test
    void bindsTheContainersOwnCgroupWithoutACgroupNamespace() {
        kernel.files().file("/host/cg/c1/tasks", "1");
        var pids = new CgroupView.Hierarchy("pids", List.of("pids"), 1, "/host/cg/c1");
        Container.mounting(mount("/cg", "cgroup", "cgroup"))
                .cgroups(new CgroupView(false, List.of(pids)))
                .enterOn(kernel);

        assertThat(kernel.files().text("/cg/pids/tasks")).isEqualTo("1");
    }

    @Test
    void bindsTheContainersOwnCgroupWhereTheKernelRefusesANewMount() {
        kernel.files().file("/host/cg/c1/cgroup.procs", "1");
        kernel.answering(MountCall.FsconfigCreate.class, call -> Reply.of(-1))
                .answering(MountCall.Fsmount.class, call -> Reply.of(-22));
        var unified = new CgroupView.Hierarchy("", List.of(), 2, "/host/cg/c1");
        Container.onlyMounting(mount("/cg", "cgroup", "cgroup"))
                .cgroups(new CgroupView(true, List.of(unified)))
                .enterOn(kernel);

        assertThat(kernel.files().text("/cg/cgroup.procs")).isEqualTo("1");
    }

    @Test
    void refusesACgroupMountOnAHostWithoutCgroups() {
        assertThatThrownBy(() ->
                        Container.mounting(mount("/cg", "cgroup", "cgroup")).prepareOn(kernel))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/mounts/1");
    }

    @Test
    void leavesNoDescriptorOpenButTheRoots() {
        kernel.files().directory("/srv/x").file("/srv/file", "");
        List<Integer> before = kernel.openDescriptors();
        Container.mounting(
                        mount("/proc", "proc", "proc"),
                        mount("/a/b", "bind", "/srv/x", "rbind", "ro"),
                        mount("/a/c/file", "bind", "/srv/file", "bind"),
                        mount("/t", "tmpfs", "t", "ro"),
                        mount("/t", "tmpfs", "t", "remount", "nodev"))
                .linux("\"maskedPaths\": [\"/a/b\", \"/a/c/file\", \"/none\"], \"readonlyPaths\": [\"/proc/sys\"]")
                .enterOn(kernel);

        assertThat(kernel.openDescriptors()).isEqualTo(before);
    }

    private FakeMounts.Entry at(String target) {
        return kernel.mounts()
                .at(target)
                .orElseThrow(() -> new AssertionError("no mount at " + target + ", only "
                        + Map.of("mounts", kernel.mounts().entries())));
    }
}
