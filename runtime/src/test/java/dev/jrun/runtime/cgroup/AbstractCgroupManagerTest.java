package dev.jrun.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FakeProcess;
import dev.jrun.runtime.testing.FaultInjectingExecutor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each manager of cgroups does, whatever the version. */
public abstract class AbstractCgroupManagerTest {
    protected final FakeKernel kernel = new FakeKernel();

    /** The places of a container whose path is {@code /jrun/box}, in hierarchies that the fake kernel has. */
    protected abstract List<CgroupPlace> places();

    protected abstract CgroupManager manager(boolean rootless);

    private CgroupManager manager() {
        return manager(false);
    }

    private CgroupClaim make() {
        CgroupClaim claim = manager().claim().run(kernel);
        kernel.run(claim.make());
        return claim;
    }

    private List<String> directories() {
        return places().stream().map(CgroupPlace::directory).toList();
    }

    private void setProcesses(String below, String text) {
        for (String directory : directories()) {
            String file = directory + below + "/cgroup.procs";
            kernel.files().remove(file).file(file, text);
        }
    }

    @Test
    void makesEachLevelThatIsMissingAndSaysSoBefore() {
        CgroupClaim claim = manager().claim().run(kernel);

        assertThat(directories()).noneMatch(kernel.files()::exists);
        assertThat(claim.made())
                .containsExactlyElementsOf(places().stream()
                        .flatMap(place -> place.levels().stream())
                        .toList());
        kernel.run(claim.make());
        assertThat(directories()).allMatch(kernel.files()::exists);
    }

    @Test
    void remembersOnlyWhatItMade() {
        places().forEach(place -> kernel.files().directory(place.mountPoint() + "/jrun"));

        assertThat(make().made()).containsExactlyElementsOf(directories());
    }

    @Test
    void goesOnWhenAnotherCreateMakesTheSameParents() {
        CgroupClaim claim = manager().claim().run(kernel);
        places().forEach(place -> kernel.files().directory(place.mountPoint() + "/jrun"));

        kernel.run(claim.make());

        assertThat(directories()).allMatch(kernel.files()::exists);
    }

    @Test
    void refusesACgroupWithProcesses() {
        make();
        setProcesses("", "12\n13\n");

        assertThatThrownBy(() -> manager().claim().run(kernel))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage("container's cgroup is not empty: 2 process(es) found in "
                        + directories().getFirst() + "; choose another linux.cgroupsPath");
    }

    @Test
    void aProcessEntersEachHierarchyAsOneThreadWhereItCan() {
        make();

        kernel.run(entering(false, false));

        for (CgroupPlace place : places()) {
            String file = place.version() == CgroupVersion.V1 ? "tasks" : "cgroup.procs";
            assertThat(kernel.files().writes(place.file(file))).containsExactly("0");
        }
    }

    @Test
    void aProcessThatWasBornInVersion2EntersOnlyTheOthers() {
        make();

        Plan plan = entering(false, true);
        if (!plan.isEmpty()) {
            kernel.run(plan);
        }

        for (CgroupPlace place : places()) {
            List<String> written = place.version() == CgroupVersion.V1 ? List.of("0") : List.of();
            assertThat(kernel.files().writes(place.file("tasks"))).isEqualTo(written);
            assertThat(kernel.files().writes(place.file("cgroup.procs"))).isEmpty();
        }
    }

    @Test
    void aFailureToEnterNamesTheCgroup() {
        Plan plan = entering(false, false);

        assertThatThrownBy(() -> kernel.run(plan))
                .isInstanceOf(SyscallException.class)
                .hasMessage("enter cgroup " + directories().getFirst() + ": no such file or directory");
    }

    private Plan entering(boolean rootless, boolean born) {
        Plan plan = new Plan();
        new CgroupDestination(places(), rootless).enter(plan, born);
        return plan;
    }

    @Test
    void listsProcessesOfCgroupsBelowAndEachOnce() {
        make();
        directories().forEach(directory -> kernel.files().directory(directory + "/sub/deep"));
        setProcesses("", "12\n0\n");
        setProcesses("/sub/deep", "13\n12\n");

        assertThat(manager().processes().run(kernel)).containsExactly(12L, 13L);
    }

    @Test
    void listsAThousandProcessesAndMore() {
        make();
        var text = new StringBuilder();
        for (int pid = 100_000; pid < 109_000; pid++) {
            text.append(pid).append('\n');
        }
        setProcesses("", text.toString());

        assertThat(manager().processes().run(kernel)).hasSize(9000).contains(100_000L, 108_999L);
    }

    @Test
    void aCgroupThatIsGoneHasNoProcesses() {
        assertThat(manager().processes().run(kernel)).isEmpty();
    }

    @Test
    void sendsASignalToEachProcess() {
        make();
        setProcesses("", "12\n13\n");
        kernel.addProcess(12);

        manager().signal(15).run(kernel);

        assertThat(kernel.signals()).containsExactly(new FakeProcess.Signal(12, 15));
    }

    @Test
    void killsUntilNobodyIsLeft() {
        make();
        setProcesses("", "12\n");
        List<Long> killed = new ArrayList<>();
        kernel.answering(Kill.class, kill -> {
            killed.add(kill.pid());
            setProcesses("", kill.pid() == 12 ? "13\n" : "");
            return Reply.of(0);
        });

        manager().kill().run(kernel);

        assertThat(killed).containsExactly(12L, 13L);
    }

    @Test
    void killsNobodyWhereTheCgroupIsGone() {
        manager().kill().run(kernel);

        assertThat(kernel.signals()).isEmpty();
    }

    @Test
    void removesWhatItMadeAndWhatTheContainerMadeBelow() {
        CgroupClaim claim = make();
        directories().forEach(directory -> kernel.files().directory(directory + "/sub/deep"));

        manager().remove(claim.made()).run(kernel);

        places().forEach(place ->
                assertThat(kernel.files().exists(place.mountPoint() + "/jrun")).isFalse());
    }

    @Test
    void leavesWhatItDidNotMake() {
        places().forEach(place -> kernel.files().directory(place.directory() + "/sub"));
        CgroupClaim claim = make();

        manager().remove(claim.made()).run(kernel);

        assertThat(directories()).allMatch(kernel.files()::exists);
        assertThat(directories()).noneMatch(directory -> kernel.files().exists(directory + "/sub"));
    }

    @Test
    void leavesAParentThatAnotherContainerUses() {
        CgroupClaim claim = make();
        places().forEach(place -> kernel.files().directory(place.mountPoint() + "/jrun/other"));

        manager().remove(claim.made()).run(kernel);

        assertThat(directories()).noneMatch(kernel.files()::exists);
        places().forEach(place -> assertThat(kernel.files().exists(place.mountPoint() + "/jrun/other"))
                .isTrue());
    }

    @Test
    void removingTwiceIsNoError() {
        CgroupClaim claim = make();

        manager().remove(claim.made()).run(kernel);
        manager().remove(claim.made()).run(kernel);

        assertThat(directories()).noneMatch(kernel.files()::exists);
    }

    @Test
    void waitsForProcessesThatAreStillOnTheirWayOut() {
        CgroupClaim claim = make();
        // The first removal of the first place, and the next one after a look inside (open, two reads, close).
        var second = FaultInjectingExecutor.failingCall(kernel, places().size() + 3, Errno.EBUSY);
        var executor = FaultInjectingExecutor.failingCall(second, 0, Errno.EBUSY);

        manager().remove(claim.made()).run(executor);

        assertThat(executor.injected()).isOne();
        assertThat(second.injected()).isOne();
        assertThat(directories()).noneMatch(kernel.files()::exists);
    }

    @Test
    void aRootlessCallerDoesWithoutACgroupThatItMayNotMake() {
        kernel.answering(Mkdirat.class, call -> Reply.of(-Errno.EACCES.number()));

        CgroupClaim claim = manager(true).claim().run(kernel);
        kernel.run(claim.make());
        kernel.run(entering(true, false));
        manager(true).remove(claim.made()).run(kernel);

        assertThat(kernel.files().writes())
                .filteredOn(written -> written.text().equals("0"))
                .isEmpty();
    }

    @Test
    void rootIsToldOfACgroupThatCanNotBeMade() {
        CgroupClaim claim = manager().claim().run(kernel);
        kernel.answering(Mkdirat.class, call -> Reply.of(-Errno.EROFS.number()));

        assertThatThrownBy(() -> kernel.run(claim.make()))
                .isInstanceOf(SyscallException.class)
                .hasMessage("make cgroup " + claim.made().getFirst() + ": read-only file system");
    }

    @Test
    void aRootlessCallerMayStayWhereItIs() {
        make();
        int before = kernel.files().writes().size();
        kernel.answering(Openat.class, call -> Reply.of(-Errno.EACCES.number()));

        kernel.run(entering(true, false));

        assertThat(kernel.files().writes()).hasSize(before);
    }
}
