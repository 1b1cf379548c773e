package dev.jrun.runtime.cgroup.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.cgroup.AbstractCgroupManagerTest;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class V1CgroupManagerTest extends AbstractCgroupManagerTest {
    private static final String CPUSET = "/sys/fs/cgroup/cpuset";
    private static final String CLONING = "cgroup.clone_children";
    private static final Map<String, String> FILES_OF_CPUSET =
            Map.of("cgroup.procs", "", "tasks", "", "cpuset.cpus", "", "cpuset.mems", "", CLONING, "");
    private static final String FREEZER = "/sys/fs/cgroup/freezer";

    @BeforeEach
    void mountTheHierarchies() {
        kernel.files()
                .cgroup("/sys/fs/cgroup/pids", Map.of("cgroup.procs", "", "tasks", ""))
                .cgroup(CPUSET, FILES_OF_CPUSET)
                .cgroup(FREEZER, Map.of("cgroup.procs", "", "tasks", "", "freezer.state", ""));
        write(CPUSET + "/cpuset.cpus", "0-3\n");
        write(CPUSET + "/cpuset.mems", "0\n");
    }

    private void write(String file, String text) {
        kernel.files().remove(file).file(file, text);
    }

    private static CgroupPlace place(String controller) {
        return new CgroupPlace(CgroupVersion.V1, List.of(controller), "/sys/fs/cgroup/" + controller, "/jrun/box");
    }

    @Override
    protected List<CgroupPlace> places() {
        return List.of(place("pids"), place("cpuset"), place("freezer"));
    }

    @Override
    protected CgroupManager manager(boolean rootless) {
        return new V1CgroupManager(places(), rootless);
    }

    @Test
    void aNewCpusetHasTheCpusAndTheMemoryOfItsParent() {
        kernel.run(manager(false).claim().run(kernel).make());

        assertThat(kernel.files().text(CPUSET + "/jrun/cpuset.cpus")).isEqualTo("0-3");
        assertThat(kernel.files().text(CPUSET + "/jrun/box/cpuset.cpus")).isEqualTo("0-3");
        assertThat(kernel.files().text(CPUSET + "/jrun/box/cpuset.mems")).isEqualTo("0");
    }

    @Test
    void aCpusetThatIsSetAlreadyIsHandedDownAsItIs() {
        kernel.files().directory(CPUSET + "/jrun");
        write(CPUSET + "/jrun/cpuset.cpus", "1\n");

        kernel.run(manager(false).claim().run(kernel).make());

        assertThat(kernel.files().text(CPUSET + "/jrun/cpuset.cpus")).isEqualTo("1\n");
        assertThat(kernel.files().text(CPUSET + "/jrun/box/cpuset.cpus")).isEqualTo("1");
        assertThat(kernel.files().text(CPUSET + "/jrun/cpuset.mems")).isEqualTo("0");
    }

    @Test
    void aNewParentGivesItsCpusAndMemoryToAllThatAreMadeInIt() {
        kernel.run(manager(false).claim().run(kernel).make());

        assertThat(kernel.files().text(CPUSET + "/jrun/" + CLONING)).isEqualTo("1");
        assertThat(kernel.files().writes(CPUSET + "/jrun/box/" + CLONING)).isEmpty();
        assertThat(kernel.files().writes(CPUSET + "/" + CLONING)).isEmpty();
    }

    @Test
    void aParentThatIsThereKeepsWhetherItIsClonedFrom() {
        kernel.files().directory(CPUSET + "/jrun");

        kernel.run(manager(false).claim().run(kernel).make());

        assertThat(kernel.files().writes(CPUSET + "/jrun/" + CLONING)).isEmpty();
    }

    @Test
    void refusesAFrozenCgroup() {
        kernel.files().directory(FREEZER + "/jrun/box");
        for (String state : List.of("FROZEN\n", "FREEZING\n")) {
            write(FREEZER + "/jrun/box/freezer.state", state);

            assertThatThrownBy(() -> manager(false).claim().run(kernel))
                    .isInstanceOf(ContainerStateException.class)
                    .hasMessage("container's cgroup unexpectedly frozen: " + FREEZER
                            + "/jrun/box; thaw it or choose another one");
        }
    }

    @Test
    void freezesBeforeItKillsAndThawsTheCgroupsBelowAsWell() {
        kernel.run(manager(false).claim().run(kernel).make());
        kernel.files().directory(FREEZER + "/jrun/box/sub");
        write(FREEZER + "/jrun/box/cgroup.procs", "12\n");
        kernel.answering(Kill.class, kill -> {
            write(FREEZER + "/jrun/box/cgroup.procs", "");
            return Reply.of(0);
        });

        manager(false).kill().run(kernel);

        assertThat(kernel.files().writes(FREEZER + "/jrun/box/freezer.state")).containsExactly("FROZEN", "THAWED");
        assertThat(kernel.files().writes(FREEZER + "/jrun/box/sub/freezer.state"))
                .containsExactly("THAWED");
    }
}
