package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.MountCall.Fsmount;
import dev.jrun.runtime.syscall.MountCall.Fsopen;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeFiles;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.IdMapping;
import dev.jrun.spec.Linux;
import dev.jrun.spec.TimeOffset;
import dev.jrun.spec.TimeOffsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Everything that is written below /proc, and the handle that it is written through. */
class ProcfsWritesTest {
    private static final UserNamespace.Caller ROOT = new UserNamespace.Caller(0, 0, true);
    private static final UserNamespace.Caller USER = new UserNamespace.Caller(1000, 1001, false);

    private final FakeKernel kernel = new FakeKernel();

    private Fd procfs(ProcfsHandle handle) {
        return handle.check(kernel.run(handle.plan()));
    }

    private Fd callersProcfs() {
        return procfs(ProcfsHandle.ofCaller());
    }

    private void makeProcess(int pid, String... files) {
        for (String file : files) {
            kernel.mounts().contents("proc").file("/" + pid + "/" + file, "");
        }
    }

    private List<String> written() {
        return kernel.files().writes().stream()
                .map(written -> written.path() + " < " + written.text())
                .toList();
    }

    private static Linux linux(List<IdMapping> uids, List<IdMapping> gids) {
        Linux none = Linux.EMPTY;
        return new Linux(
                none.namespaces(),
                uids,
                gids,
                none.timeOffsets(),
                none.devices(),
                none.netDevices(),
                none.cgroupsPath(),
                none.resources(),
                none.rootfsPropagation(),
                none.seccomp(),
                none.sysctl(),
                none.maskedPaths(),
                none.readonlyPaths(),
                none.mountLabel(),
                none.intelRdt(),
                none.memoryPolicy(),
                none.personality());
    }

    @Test
    void somethingElseThanAProcfsIsRefused() {
        kernel.mounts().mount("tmpfs", "/proc");

        assertThatThrownBy(this::callersProcfs)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/proc is not a procfs; mount one there");
    }

    @Test
    void aFolderOfAProcfsIsNoProcfs() {
        ProcfsHandle handle = ProcfsHandle.ofCaller();
        kernel.answering(dev.jrun.runtime.syscall.FileCall.Statx.class, stat -> {
            byte[] status = new byte[256];
            status[32] = 2;
            return new Reply(0, List.of(status));
        });

        assertThatThrownBy(() -> procfs(handle))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/proc is not the root of a procfs; mount one there");
    }

    @Test
    void initWritesThroughAProcfsThatNoPathLeadsTo() {
        kernel.mounts().contents("proc").file("/sys/net/ipv4/ip_forward", "");
        Fd procfs = procfs(ProcfsHandle.ofInit());
        kernel.mounts().mount("tmpfs", "/proc");

        kernel.run(Sysctl.plan(Map.of("net.ipv4.ip_forward", "1"), procfs));

        assertThat(kernel.files().writes())
                .containsExactly(new FakeFiles.Written("proc:/sys/net/ipv4/ip_forward", "1"));
    }

    @Test
    void initFallsBackToTheCheckedProcfsWhereItMayNotMountOne() {
        kernel.mounts().contents("proc").file("/sys/kernel/shmmax", "");
        kernel.answering(Fsmount.class, call -> Reply.of(-Errno.EPERM.number()));

        kernel.run(Sysctl.plan(Map.of("kernel.shmmax", "4096"), procfs(ProcfsHandle.ofInit())));

        assertThat(written()).containsExactly("/proc/sys/kernel/shmmax < 4096");
    }

    @Test
    void initFallsBackWhereTheKernelHasNoFsopen() {
        kernel.answering(Fsopen.class, call -> Reply.of(-Errno.ENOSYS.number()));
        kernel.mounts().mount("tmpfs", "/proc");

        assertThatThrownBy(() -> procfs(ProcfsHandle.ofInit()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("/proc is not a procfs; mount one there");
    }

    @Test
    void noLinkIsFollowedOnTheWayToASysctl() {
        kernel.mounts().contents("proc").file("/sysrq-trigger", "").symlink("/sys/net/evil", "../../sysrq-trigger");

        assertThatThrownBy(() -> kernel.run(Sysctl.plan(Map.of("net.evil", "c"), procfs(ProcfsHandle.ofInit()))))
                .isInstanceOf(SyscallException.class)
                .hasMessage("set sysctl net.evil=c: too many levels of symbolic links");
        assertThat(written()).isEmpty();
    }

    @Test
    void aSysctlThatTheKernelRefusesIsNamedWithItsValue() {
        kernel.mounts().contents("proc").file("/sys/net/x", "").failWrites("/sys/net/x", Errno.EINVAL);

        assertThatThrownBy(() -> kernel.run(Sysctl.plan(Map.of("net.x", "abc"), callersProcfs())))
                .isInstanceOf(SyscallException.class)
                .hasMessage("set sysctl net.x=abc: invalid argument");
    }

    @Test
    void dotsAndSlashesOfASysctlAreReadAsSysctlDoes() {
        assertThat(Sysctl.path("net.ipv4.ip_forward")).isEqualTo("net/ipv4/ip_forward");
        assertThat(Sysctl.path("net/ipv4/ip_forward")).isEqualTo("net/ipv4/ip_forward");
        assertThat(Sysctl.path("net.ipv4.conf.eth0/1.forwarding")).isEqualTo("net/ipv4/conf/eth0.1/forwarding");
        assertThat(Sysctl.path("net/ipv4/conf/eth0.1/forwarding")).isEqualTo("net/ipv4/conf/eth0.1/forwarding");
    }

    @Test
    void aSysctlWhoseNameLeavesItsFolderIsRefused() {
        for (String key : List.of("net/../kernel/core_pattern", "net.//.kernel", "net..x", "/net/x", "")) {
            assertThatThrownBy(() -> Sysctl.path(key))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("/linux/sysctl: " + key + " is not a sysctl's name");
        }
    }

    @Test
    void rootWritesTheMapsAsTheyAre() {
        makeProcess(7, "uid_map", "gid_map", "setgroups");
        var both = List.of(new IdMapping(0L, 100000L, 65536L), new IdMapping(65536L, 0L, 1L));

        kernel.run(map(linux(both, List.of(new IdMapping(0L, 5L, 1L))), callersProcfs(), ROOT));

        assertThat(written())
                .containsExactly("/proc/7/uid_map < 0 100000 65536\n65536 0 1\n", "/proc/7/gid_map < 0 5 1\n");
    }

    @Test
    void aUserMapsItselfAndDeniesSetgroupsFirst() {
        makeProcess(7, "uid_map", "gid_map", "setgroups");
        Linux own = linux(List.of(new IdMapping(0L, 1000L, 1L)), List.of(new IdMapping(0L, 1001L, 1L)));

        kernel.run(map(own, callersProcfs(), USER));

        assertThat(written())
                .containsExactly(
                        "/proc/7/uid_map < 0 1000 1\n", "/proc/7/setgroups < deny", "/proc/7/gid_map < 0 1001 1\n");
    }

    @Test
    void aUserWritesAMapOfItsOwnIdAlone() {
        var own = new IdMapping(0L, 1000L, 1L);

        assertThat(USER.mayWrite(IdKind.UID, List.of(own))).isTrue();
        assertThat(USER.mayWrite(IdKind.GID, List.of(own))).isFalse();
        assertThat(USER.mayWrite(IdKind.UID, List.of(own, new IdMapping(1L, 100000L, 65536L))))
                .isFalse();
        assertThat(USER.mayWrite(IdKind.UID, List.of(new IdMapping(0L, 1000L, 2L))))
                .isFalse();
        assertThat(ROOT.mayWrite(IdKind.UID, List.of(new IdMapping(0L, 100000L, 65536L))))
                .isTrue();
    }

    @Test
    void aHelperIsTakenForOtherMaps() {
        Linux others = linux(
                List.of(new IdMapping(0L, 1000L, 1L), new IdMapping(1L, 100000L, 65536L)),
                List.of(new IdMapping(0L, 100000L, 65536L)));

        assertThat(UserNamespace.helperArguments(IdKind.UID, others, 7))
                .containsExactly("newuidmap", "7", "0", "1000", "1", "1", "100000", "65536");
        assertThat(UserNamespace.helperArguments(IdKind.GID, others, 7))
                .containsExactly("newgidmap", "7", "0", "100000", "65536");
        assertThatThrownBy(() -> UserNamespace.helperArguments(IdKind.UID, Linux.EMPTY, 7))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/uidMappings: a new user namespace needs at least one mapping");
    }

    private static Plan map(Linux linux, Fd procfs, UserNamespace.Caller caller) {
        var plan = new Plan();
        var target = new UserNamespace.Target(procfs, 7);
        UserNamespace.map(plan, IdKind.UID, linux, target, caller);
        UserNamespace.map(plan, IdKind.GID, linux, target, caller);
        return plan;
    }

    @Test
    void aUserNamespaceWithoutAMapIsRefused() {
        assertThatThrownBy(() -> map(Linux.EMPTY, Fd.of(3), ROOT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/uidMappings: a new user namespace needs at least one mapping");
    }

    @Test
    void aMapThatIsTooLongForTheKernelIsRefused() {
        var many = Collections.nCopies(341, new IdMapping(0L, 0L, 1L));

        assertThatThrownBy(() -> map(linux(many, many), Fd.of(3), ROOT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("/linux/uidMappings: the kernel takes at most 340 mappings");
    }

    @Test
    void theIntermediateBecomesRootAndUndumpable() {
        assertThat(RecordingExecutor.text(UserNamespace.becomeRoot(true)))
                .containsExactly(
                        "$0 = Prctl[option=4, argument2=0, argument3=0]",
                        "$1 = Setresgid[real=0, effective=0, saved=0]",
                        "$2 = Setresuid[real=0, effective=0, saved=0]",
                        "$3 = Setgroups[gids=[]]");
        assertThat(UserNamespace.becomeRoot(false).steps()).hasSize(3);
    }

    @Test
    void clockOffsetsAreWrittenAtOnce() {
        makeProcess(7, "timens_offsets");
        var offsets = new TimeOffsets(Optional.of(new TimeOffset(-5, 0)), Optional.of(new TimeOffset(86400, 7)));

        kernel.run(TimeNamespace.offsets(offsets, 7, callersProcfs()));

        assertThat(written()).containsExactly("/proc/7/timens_offsets < monotonic 86400 7\nboottime -5 0\n");
    }

    @Test
    void noClockOffsetMeansNoWrite() {
        var none = new TimeOffsets(Optional.empty(), Optional.empty());

        assertThat(TimeNamespace.offsets(none, 7, Fd.of(3)).isEmpty()).isTrue();
    }

    @Test
    void aSecondOfNanosecondsIsRefused() {
        var offsets = new TimeOffsets(Optional.of(new TimeOffset(0, 1_000_000_000)), Optional.empty());

        assertThatThrownBy(() -> TimeNamespace.offsets(offsets, 7, Fd.of(3)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/timeOffsets/boottime/nanosecs: 1000000000 is a second or more;"
                        + " put whole seconds into secs");
    }

    @Test
    void theOomScoreIsAdjusted() {
        makeProcess(7, "oom_score_adj");

        kernel.run(OomScoreAdjustment.plan(-500, 7, callersProcfs(), false));

        assertThat(written()).containsExactly("/proc/7/oom_score_adj < -500");
    }

    @Test
    void onlyARootlessRunGoesOnWhenTheOomScoreIsRefused() {
        makeProcess(7, "oom_score_adj");
        kernel.mounts().contents("proc").failWrites("/7/oom_score_adj", Errno.EACCES);
        Fd procfs = callersProcfs();

        kernel.run(OomScoreAdjustment.plan(-500, 7, procfs, true));

        Plan asRoot = OomScoreAdjustment.plan(-500, 7, procfs, false);
        assertThatThrownBy(() -> kernel.run(asRoot))
                .isInstanceOf(SyscallException.class)
                .hasMessage("set oom_score_adj to -500: permission denied");
    }

    @Test
    void anOomScoreThatCanNotBeOpenedIsLeftInARootlessRun() {
        Fd procfs = callersProcfs();
        kernel.answering(Openat2.class, call -> Reply.of(-Errno.EACCES.number()));

        kernel.run(OomScoreAdjustment.plan(-500, 7, procfs, true));

        assertThat(written()).isEmpty();
    }
}
