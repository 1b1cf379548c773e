package dev.jrun.runtime.cgroup.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.cgroup.AbstractCgroupManagerTest;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class V2CgroupManagerTest extends AbstractCgroupManagerTest {
    private static final String MOUNT = "/sys/fs/cgroup";
    private static final String BOX = MOUNT + "/jrun/box";
    private static final Map<String, String> FILES = Map.of(
            "cgroup.procs", "",
            "cgroup.controllers", "cpu memory\n",
            "cgroup.subtree_control", "",
            "cgroup.freeze", "0\n");

    @BeforeEach
    void mountTheHierarchy() {
        kernel.files().cgroup(MOUNT, FILES);
    }

    @Override
    protected List<CgroupPlace> places() {
        return List.of(new CgroupPlace(CgroupVersion.V2, List.of(), MOUNT, "/jrun/box"));
    }

    @Override
    protected CgroupManager manager(boolean rootless) {
        return new V2CgroupManager(places().getFirst(), rootless);
    }

    private void make() {
        kernel.run(manager(false).claim().run(kernel).make());
    }

    private void write(String file, String text) {
        kernel.files().remove(file).file(file, text);
    }

    @Test
    void handsTheControllersDownToTheContainersParentOnly() {
        make();

        assertThat(kernel.files().writes(MOUNT + "/cgroup.subtree_control")).containsExactly("+cpu", "+memory");
        assertThat(kernel.files().writes(MOUNT + "/jrun/cgroup.subtree_control"))
                .containsExactly("+cpu", "+memory");
        assertThat(kernel.files().writes(BOX + "/cgroup.subtree_control")).isEmpty();
    }

    @Test
    void whatIsHandedDownAlreadyIsNotHandedDownAgain() {
        write(MOUNT + "/cgroup.subtree_control", "cpu memory\n");
        kernel.files().directory(MOUNT + "/jrun");
        write(MOUNT + "/jrun/cgroup.subtree_control", "memory\n");

        make();

        assertThat(kernel.files().writes(MOUNT + "/cgroup.subtree_control")).isEmpty();
        assertThat(kernel.files().writes(MOUNT + "/jrun/cgroup.subtree_control"))
                .containsExactly("+cpu");
    }

    @Test
    void aCgroupWithProcessesHandsNothingDown() {
        kernel.files().directory(MOUNT + "/jrun");
        write(MOUNT + "/jrun/cgroup.type", "domain\n");
        write(MOUNT + "/jrun/cgroup.procs", "1234\n");

        make();

        assertThat(kernel.files().writes(MOUNT + "/cgroup.subtree_control")).containsExactly("+cpu", "+memory");
        assertThat(kernel.files().writes(MOUNT + "/jrun/cgroup.subtree_control"))
                .isEmpty();
        assertThat(kernel.files().exists(BOX)).isTrue();
    }

    @Test
    void theRootOfAllHandsDownBesideItsProcesses() {
        write(MOUNT + "/cgroup.procs", "1\n");

        make();

        assertThat(kernel.files().writes(MOUNT + "/cgroup.subtree_control")).containsExactly("+cpu", "+memory");
    }

    @Test
    void goesOnWhereControllersCanNotBeHandedDown() {
        kernel.files().failWrites(MOUNT + "/cgroup.subtree_control", Errno.EBUSY);

        make();

        assertThat(kernel.files().exists(BOX)).isTrue();
    }

    @Test
    void refusesAFrozenCgroup() {
        kernel.files().directory(BOX);
        write(BOX + "/cgroup.freeze", "1\n");

        assertThatThrownBy(() -> manager(false).claim().run(kernel))
                .isInstanceOf(ContainerStateException.class)
                .hasMessage("container's cgroup unexpectedly frozen: " + BOX + "; thaw it or choose another one");
    }

    @Test
    void killsAllAtOnceWhereTheKernelCan() {
        Map<String, String> files = new HashMap<>(FILES);
        files.put("cgroup.kill", "");
        kernel.files().cgroup(MOUNT, files);
        make();

        manager(false).kill().run(kernel);

        assertThat(kernel.files().writes(BOX + "/cgroup.kill")).containsExactly("1");
        assertThat(kernel.files().writes(BOX + "/cgroup.freeze")).isEmpty();
    }

    @Test
    void freezesKillsAndThawsWhereTheKernelHasNoKillFile() {
        make();
        write(BOX + "/cgroup.procs", "12\n");
        kernel.answering(Kill.class, kill -> {
            write(BOX + "/cgroup.procs", "");
            return Reply.of(0);
        });

        manager(false).kill().run(kernel);

        assertThat(kernel.files().writes(BOX + "/cgroup.freeze")).containsExactly("1", "0");
    }
}
