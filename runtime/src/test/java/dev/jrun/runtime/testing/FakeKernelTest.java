package dev.jrun.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.CredentialCall;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FakeKernelTest {
    private static final Set<OpenFlag> PATH = Set.of(OpenFlag.O_PATH);
    private static final Set<ResolveFlag> IN_ROOT =
            Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);

    private final FakeKernel kernel = new FakeKernel();

    private <R> R run(Syscall<R> call) {
        return kernel.call("test", call);
    }

    private void assertFails(Errno errno, Syscall<?> call) {
        assertThatThrownBy(() -> run(call))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(errno));
    }

    private Fd open(String path) {
        return run(new FileCall.Openat(Fd.CWD, path, PATH, 0));
    }

    private FileCall.Openat2 inRoot(Fd root, String path) {
        return new FileCall.Openat2(root, path, PATH, 0, IN_ROOT);
    }

    @Test
    void linksInARootLeadNowhereElse() {
        kernel.files()
                .file("/bundle/rootfs/etc/passwd", "inner")
                .file("/etc/passwd", "outer")
                .symlink("/bundle/rootfs/absolute", "/etc/passwd")
                .symlink("/bundle/rootfs/above", "../../../../etc/passwd")
                .symlink("/bundle/rootfs/loop", "loop")
                .magicLink("/bundle/rootfs/magic", "/etc/passwd");
        Fd root = open("/bundle/rootfs");

        for (String path : List.of("absolute", "above", "/etc/passwd", "../etc/passwd")) {
            Fd file = run(inRoot(root, path));
            String proc = run(new FileCall.Readlinkat(Fd.CWD, "/proc/self/fd/" + file));
            assertThat(proc).isEqualTo("/bundle/rootfs/etc/passwd");
        }
        assertFails(Errno.ELOOP, inRoot(root, "magic"));
        assertFails(Errno.ELOOP, inRoot(root, "loop"));
        assertFails(
                Errno.ELOOP, new FileCall.Openat2(root, "absolute", PATH, 0, Set.of(ResolveFlag.RESOLVE_NO_SYMLINKS)));
    }

    @Test
    void filesFailAsTheKernelHasIt() {
        kernel.files().file("/tmp/file", "").symlink("/tmp/link", "nowhere");

        assertFails(Errno.EEXIST, new FileCall.Mkdirat(Fd.CWD, "/tmp/link", 0755));
        assertFails(Errno.ENOENT, new FileCall.Mkdirat(Fd.CWD, "/tmp/none/a", 0755));
        assertFails(Errno.ENOTDIR, new FileCall.Mkdirat(Fd.CWD, "/tmp/file/a", 0755));
        assertFails(Errno.ENOTDIR, new FileCall.Openat(Fd.CWD, "/tmp/file", Set.of(OpenFlag.O_DIRECTORY), 0));
        assertFails(Errno.ELOOP, new FileCall.Openat(Fd.CWD, "/tmp/link", Set.of(OpenFlag.O_NOFOLLOW), 0));
        assertFails(Errno.EBADF, new FileCall.Close(Fd.of(77)));
        assertFails(Errno.EBADF, FileCall.Write.text(open("/tmp/file"), "through O_PATH"));
    }

    @Test
    void aFilesystemIsMountedByDescriptors() {
        kernel.files().directory("/bundle/rootfs/mnt");

        Fd context = run(new MountCall.Fsopen("tmpfs"));
        run(new MountCall.FsconfigString(context, "size", "64k"));
        run(new MountCall.FsconfigCreate(context));
        Fd mount = run(new MountCall.Fsmount(context, Set.of(MountAttr.MOUNT_ATTR_NOSUID)));
        run(new FileCall.Mkdirat(mount, "before", 0700));
        assertThat(kernel.mounts().at("/bundle/rootfs/mnt")).isEmpty();
        run(new MountCall.MoveMount(mount, open("/bundle/rootfs/mnt")));

        assertThat(kernel.mounts().at("/bundle/rootfs/mnt"))
                .contains(new FakeMounts.Entry(
                        "/bundle/rootfs/mnt",
                        "/",
                        "tmpfs",
                        Map.of("size", "64k"),
                        Set.of(MountAttr.MOUNT_ATTR_NOSUID),
                        MountFlag.MS_PRIVATE,
                        Optional.empty()));
        assertThat(kernel.files().names("/bundle/rootfs/mnt")).containsExactly("before");
        assertFails(Errno.ENODEV, new MountCall.Fsopen("nofs"));
        assertFails(Errno.EBUSY, new FileCall.Unlinkat(Fd.CWD, "/bundle/rootfs/mnt", true));
    }

    @Test
    void aRecursiveBindBringsTheMountsBelowAlong() {
        kernel.files().directory("/src/sub").directory("/dst").file("/src/file", "x");
        kernel.mounts().mount("tmpfs", "/src/sub");

        Fd flat = run(new MountCall.OpenTree(Fd.CWD, "/src", true, false));
        Fd deep = run(new MountCall.OpenTree(Fd.CWD, "/src", true, true));
        run(new MountCall.MountSetattr(
                deep, true, Set.of(MountAttr.MOUNT_ATTR_RDONLY), Set.of(), Set.of(MountFlag.MS_SLAVE)));
        run(new MountCall.MoveMount(flat, open("/tmp")));
        run(new MountCall.MoveMount(deep, open("/dst")));

        assertThat(kernel.mounts().at("/tmp/sub")).isEmpty();
        FakeMounts.Entry below = kernel.mounts().at("/dst/sub").orElseThrow();
        assertThat(below.attributes()).containsExactly(MountAttr.MOUNT_ATTR_RDONLY);
        assertThat(below.propagation()).isEqualTo(MountFlag.MS_SLAVE);
        assertThat(kernel.mounts().at("/dst").orElseThrow().root()).isEqualTo("/src");
        assertFails(Errno.EROFS, new FileCall.Mkdirat(Fd.CWD, "/dst/sub/x", 0755));
        assertFails(
                Errno.EINVAL,
                new MountCall.MoveMount(run(new MountCall.OpenTree(Fd.CWD, "/src/file", true, false)), open("/tmp")));
    }

    @Test
    void attributesAreChangedOnMountsOnlyAndAccessTimesAsAWhole() {
        Fd proc = open("/proc");

        assertFails(
                Errno.EINVAL,
                new MountCall.MountSetattr(proc, false, Set.of(MountAttr.MOUNT_ATTR_NOATIME), Set.of(), Set.of()));
        assertFails(Errno.EINVAL, new MountCall.MountSetattr(open("/etc"), false, Set.of(), Set.of(), Set.of()));
    }

    @Test
    void pivotRootMakesTheOldRootUnreachable() {
        kernel.files().directory("/bundle/rootfs").file("/bundle/rootfs/inside", "");
        assertFails(Errno.EINVAL, new MountCall.PivotRoot("/bundle/rootfs", "/bundle/rootfs"));
        Fd bind = run(new MountCall.OpenTree(Fd.CWD, "/bundle/rootfs", true, true));
        run(new MountCall.MoveMount(bind, open("/bundle/rootfs")));

        run(new FileCall.Chdir("/bundle/rootfs"));
        run(new MountCall.PivotRoot(".", "."));
        run(new MountCall.Umount2(".", true));
        run(new FileCall.Chdir("/"));

        assertThat(kernel.files().names("/")).containsExactly("inside");
        assertThat(kernel.mounts().entries())
                .extracting(FakeMounts.Entry::target)
                .containsExactly("/");
        assertThat(kernel.workingDirectory()).contains("/");
        assertThat(run(new FileCall.Getcwd())).isEqualTo("/");
    }

    @Test
    void capabilitiesGoWithRootUnlessTheyAreKept() {
        assertFails(Errno.EPERM, new Prctl(Prctl.PR_CAP_AMBIENT, Prctl.PR_CAP_AMBIENT_RAISE, 10));
        run(new Prctl(Prctl.PR_SET_KEEPCAPS, 1, 0));
        run(new Prctl(Prctl.PR_CAPBSET_DROP, 21, 0));
        run(new CredentialCall.Setgroups(List.of(5)));
        run(new CredentialCall.Setresuid(1000, 1000, 1000));

        assertThat(kernel.process().effective).isZero();
        assertThat(kernel.process().permitted).isEqualTo(FakeProcess.ALL_CAPABILITIES);
        assertThat(kernel.process().bounding >> 21 & 1).isZero();
        assertFails(Errno.EPERM, new CredentialCall.Setgroups(List.of()));
        run(new CredentialCall.Capset(1 << 10, 1 << 10, 1 << 10));
        run(new Prctl(Prctl.PR_CAP_AMBIENT, Prctl.PR_CAP_AMBIENT_RAISE, 10));
        assertThat(kernel.process().ambient).isEqualTo(1 << 10);
        assertFails(Errno.EPERM, new CredentialCall.Capset(0, 1 << 11, 0));
        assertFails(Errno.EINVAL, new Prctl(Prctl.PR_CAPBSET_READ, 41, 0));
    }

    @Test
    void aProcessCanBeBornInACgroup() {
        kernel.files().directory("/sys/fs/cgroup/a");
        Fd directory = run(new FileCall.Openat(Fd.CWD, "/sys/fs/cgroup/a", Set.of(OpenFlag.O_DIRECTORY), 0));

        long child = kernel.call("", new ProcessCall.Clone3(Set.of(), 17, 5, Optional.of((Fd.Number) directory)));

        assertThat(kernel.child(child).process().bornIn).hasValue("/sys/fs/cgroup/a");
        assertFails(Errno.EBADF, new ProcessCall.Clone3(Set.of(), 17, 5, Optional.of(new Fd.Number(77))));
    }

    @Test
    void cgroupDirectoriesComeWithTheirFiles() {
        kernel.mounts().contents("cgroup2").cgroup("/", Map.of("cgroup.procs", "", "memory.max", "max"));
        kernel.files().directory("/sys/fs/cgroup");
        kernel.mounts().mount("cgroup2", "/sys/fs/cgroup");

        run(new FileCall.Mkdirat(Fd.CWD, "/sys/fs/cgroup/a", 0755));
        run(new FileCall.Mkdirat(Fd.CWD, "/sys/fs/cgroup/a/b", 0755));
        Fd limit = run(new FileCall.Openat(Fd.CWD, "/sys/fs/cgroup/a/memory.max", Set.of(OpenFlag.O_WRONLY), 0));
        run(FileCall.Write.text(limit, "1000"));
        kernel.files().failWrites("/sys/fs/cgroup/a/cgroup.procs", Errno.EBUSY);

        assertThat(kernel.files().names("/sys/fs/cgroup/a")).containsExactly("b", "cgroup.procs", "memory.max");
        assertThat(kernel.files().writes("/sys/fs/cgroup/a/memory.max")).containsExactly("1000");
        assertFails(Errno.ENOTEMPTY, new FileCall.Unlinkat(Fd.CWD, "/sys/fs/cgroup/a", true));
        run(new FileCall.Unlinkat(Fd.CWD, "/sys/fs/cgroup/a/b", true));
        Fd procs = run(new FileCall.Openat(Fd.CWD, "/sys/fs/cgroup/a/cgroup.procs", Set.of(OpenFlag.O_WRONLY), 0));
        assertFails(Errno.EBUSY, FileCall.Write.text(procs, "0"));
        run(new FileCall.Unlinkat(Fd.CWD, "/sys/fs/cgroup/a", true));
        assertThat(kernel.files().exists("/sys/fs/cgroup/a")).isFalse();
    }

    @Test
    void directoriesAreListedPiecewise() {
        kernel.files().directory("/list/one").file("/list/two", "").symlink("/list/three", "one");
        Fd directory = run(new FileCall.Openat(Fd.CWD, "/list", Set.of(OpenFlag.O_DIRECTORY), 0));

        assertThat(run(new FileCall.Getdents64(directory, 56)))
                .containsExactly(new FileCall.DirectoryEntry("one", 4), new FileCall.DirectoryEntry("three", 10));
        assertThat(run(new FileCall.Getdents64(directory, 56))).containsExactly(new FileCall.DirectoryEntry("two", 8));
        assertThat(run(new FileCall.Getdents64(directory, 56))).isEmpty();
    }

    @Test
    void namespacesAreJoinedByTheirFilesAndMadeForChildren() {
        kernel.files().namespace("/run/netns/x", CloneFlag.CLONE_NEWNET);
        Fd net = run(new FileCall.Openat(Fd.CWD, "/run/netns/x", Set.of(), 0));

        assertFails(Errno.EINVAL, new ProcessCall.Setns(net, Set.of(CloneFlag.CLONE_NEWPID)));
        run(new ProcessCall.Setns(net, Set.of(CloneFlag.CLONE_NEWNET)));
        long pid = run(new ProcessCall.Clone3(Set.of(CloneFlag.CLONE_NEWNS, CloneFlag.CLONE_NEWUTS), 17, 9));
        FakeKernel child = kernel.child(pid);
        child.call("test", new ProcessCall.Sethostname("inner"));
        child.call("test", new MountCall.Umount2("/sys", true));

        assertThat(kernel.process().joined).containsExactly(CloneFlag.CLONE_NEWNET);
        assertThat(child.process().created).containsExactly(CloneFlag.CLONE_NEWNS, CloneFlag.CLONE_NEWUTS);
        assertThat(child.process().hostname).isEqualTo("inner");
        assertThat(kernel.process().hostname).isEqualTo("host");
        assertThat(child.mounts().at("/sys")).isEmpty();
        assertThat(kernel.mounts().at("/sys")).isPresent();
    }

    @Test
    void aCallThatTheModelDoesNotKnowIsNoSuccess() {
        Fd socket = run(new SocketCall.Socket(SocketCall.AF_UNIX, SocketCall.SOCK_STREAM));

        assertThatThrownBy(() -> run(new SocketCall.Accept4(socket)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not know Accept4");
        kernel.answering(SocketCall.Accept4.class, call -> dev.jrun.runtime.syscall.Reply.of(42));
        assertThat(run(new SocketCall.Accept4(socket))).isEqualTo(Fd.of(42));
    }

    @Test
    void nothingRunsAfterAnExecve() {
        kernel.files().executable("/bin/sh").file("/bin/text", "");
        assertFails(Errno.EACCES, new ProcessCall.Execve("/bin/text", List.of(), List.of()));

        run(new ProcessCall.Execve("/bin/sh", List.of("sh"), List.of("A=b")));

        assertThat(kernel.process().executed.orElseThrow().argv()).containsExactly("sh");
        assertThatThrownBy(() -> run(new FileCall.Umask(0))).isInstanceOf(AssertionError.class);
    }

    @Test
    void recordingsReadAsText() {
        var recording = RecordingExecutor.of(kernel);

        recording.call(
                "test",
                new FileCall.Openat(
                        Fd.CWD, "/tmp", Set.of(OpenFlag.O_NOFOLLOW, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0));
        RecordingExecutor.answeringZero().call("test", new FileCall.Read(Fd.STDIN, 10));

        assertThat(recording.lines())
                .containsExactly("Openat[dir=AT_FDCWD, path=/tmp, flags=[O_DIRECTORY, O_NOFOLLOW, O_PATH], mode=0]");
    }
}
