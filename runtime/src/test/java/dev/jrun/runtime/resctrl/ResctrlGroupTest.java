package dev.jrun.runtime.resctrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.spec.IntelRdt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResctrlGroupTest {
    private static final String MOUNT = "/sys/fs/resctrl";
    private static final String PRESENT = "    L3:0=7ff;1=7ff\n    MB:0=100;1= 50\n";
    private static final IntelRdt NOTHING =
            new IntelRdt(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), false);

    private final FakeKernel kernel = new FakeKernel();

    @BeforeEach
    void mountResctrl() {
        kernel.files().cgroup(MOUNT, Map.of("schemata", PRESENT, "tasks", "", "mon_groups/", ""));
    }

    private static IntelRdt inClass(String name) {
        return new IntelRdt(Optional.of(name), List.of(), Optional.empty(), Optional.empty(), false);
    }

    private static IntelRdt schemas(IntelRdt base, String cache, String bandwidth, String... lines) {
        return new IntelRdt(
                base.closId(),
                List.of(lines),
                Optional.of(cache).filter(text -> !text.isEmpty()),
                Optional.of(bandwidth).filter(text -> !text.isEmpty()),
                base.enableMonitoring());
    }

    private static IntelRdt monitored(IntelRdt base) {
        return new IntelRdt(base.closId(), base.schemata(), base.l3CacheSchema(), base.memBwSchema(), true);
    }

    private static ResctrlGroup group(IntelRdt wanted) {
        return new ResctrlGroup(MOUNT, "box", wanted);
    }

    private ResctrlClaim claim(IntelRdt wanted) {
        return group(wanted).claim(kernel.run(group(wanted).look()));
    }

    private List<String> make(IntelRdt wanted) {
        ResctrlClaim claim = claim(wanted);
        kernel.run(claim.make());
        kernel.run(group(wanted).enter(42));
        return claim.made();
    }

    private void remove(List<String> made) {
        var removal = new ResctrlRemoval(made, "box", 42);
        kernel.run(removal.remove(kernel.run(removal.look())));
    }

    private List<String> written(String file) {
        return kernel.files().writes(MOUNT + "/" + file);
    }

    @Test
    void withoutANameTheClassIsCalledLikeTheContainer() {
        assertThat(make(NOTHING)).containsExactly(MOUNT + "/box");
        assertThat(written("box/tasks")).containsExactly("42");
        assertThat(written("box/schemata")).isEmpty();
    }

    @Test
    void schemasAreWrittenTogetherAndLinesBehindThem() {
        make(schemas(inClass("gold"), "L3:0=f\nMB:0=90", "MB:0=20", "L2:0=f", "L3:1=1f"));

        assertThat(written("gold/schemata")).containsExactly("L3:0=f\nMB:0=20\n", "L2:0=f\nL3:1=1f\n");
        assertThat(written("gold/tasks")).containsExactly("42");
    }

    @Test
    void withoutABandwidthOfItsOwnThatOfTheCacheSchemaCounts() {
        make(schemas(NOTHING, "L3:0=f\nMB:0=90", ""));

        assertThat(written("box/schemata")).containsExactly("L3:0=f\nMB:0=90\n");
    }

    @Test
    void aClassThatIsThereAndAgreesIsShared() {
        kernel.files().directory(MOUNT + "/gold");

        assertThat(make(schemas(inClass("gold"), "L3:1=07FF", "MB:1=50"))).isEmpty();
        assertThat(written("gold/schemata")).isEmpty();
        assertThat(written("gold/tasks")).containsExactly("42");
    }

    @Test
    void aClassThatIsThereAndDiffersIsRefused() {
        kernel.files().directory(MOUNT + "/gold");

        assertThatThrownBy(() -> claim(schemas(inClass("gold"), "L3:1=f", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("config.json: /linux/intelRdt: /sys/fs/resctrl/gold/schemata differs from the config:"
                        + " L3:1=f is wanted and 7ff is set");
        assertThatThrownBy(() -> claim(schemas(inClass("gold"), "L3:2=f", "")))
                .hasMessageEndingWith("L3:2=f is wanted and there is no such domain");
    }

    @Test
    void linesAreWrittenToAClassThatIsThere() {
        kernel.files().directory(MOUNT + "/gold");

        assertThat(make(schemas(inClass("gold"), "", "", "L3:0=f"))).isEmpty();
        assertThat(written("gold/schemata")).containsExactly("L3:0=f\n");
    }

    @Test
    void aNamedClassWithoutSchemataHasToBeThere() {
        assertThatThrownBy(() -> claim(inClass("gold")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("config.json: /linux/intelRdt/closID: there is no /sys/fs/resctrl/gold");

        kernel.files().directory(MOUNT + "/gold");

        assertThat(make(inClass("gold"))).isEmpty();
        assertThat(written("gold/tasks")).containsExactly("42");
    }

    @Test
    void aSlashIsTheDefaultClass() {
        assertThat(make(inClass("/"))).isEmpty();
        assertThat(written("tasks")).containsExactly("42");
    }

    @Test
    void aLeftOverWithTheContainersNameIsRefused() {
        kernel.files().directory(MOUNT + "/box");

        assertThatThrownBy(() -> claim(NOTHING))
                .isInstanceOf(ContainerStateException.class)
                .hasMessageContaining("/sys/fs/resctrl/box is there already");
    }

    @Test
    void monitoringHasAGroupBelowTheClass() {
        List<String> made = make(monitored(schemas(inClass("gold"), "L3:0=f", "")));

        assertThat(made).containsExactly(MOUNT + "/gold", MOUNT + "/gold/mon_groups/box");
        assertThat(written("gold/mon_groups/box/tasks")).containsExactly("42");
        remove(made);
        assertThat(kernel.files().exists(MOUNT + "/gold")).isFalse();
    }

    @Test
    void inASharedClassOnlyTheMonitoringGroupIsRemoved() {
        kernel.files().directory(MOUNT + "/gold");
        List<String> made = make(monitored(inClass("gold")));

        remove(made);

        assertThat(made).containsExactly(MOUNT + "/gold/mon_groups/box");
        assertThat(kernel.files().exists(MOUNT + "/gold/mon_groups/box")).isFalse();
        assertThat(kernel.files().exists(MOUNT + "/gold")).isTrue();
    }

    @Test
    void aClassThatOthersHaveJoinedStays() {
        List<String> made = make(schemas(inClass("gold"), "L3:0=f", ""));
        kernel.files().file(MOUNT + "/gold/tasks", "42\n43\n");

        remove(made);

        assertThat(kernel.files().exists(MOUNT + "/gold")).isTrue();
    }

    @Test
    void aClassInWhichOnlyTheDeadInitIsLeftIsRemoved() {
        List<String> made = make(schemas(inClass("gold"), "L3:0=f", ""));
        kernel.files().file(MOUNT + "/gold/tasks", "42\n");

        remove(made);

        assertThat(kernel.files().exists(MOUNT + "/gold")).isFalse();
    }

    @Test
    void whatIsGoneAlreadyIsNoError() {
        remove(List.of(MOUNT + "/gold", MOUNT + "/gold/mon_groups/box"));

        assertThat(kernel.files().exists(MOUNT + "/gold")).isFalse();
    }

    @Test
    void limitsCanBeChangedLater() {
        make(NOTHING);

        kernel.run(group(NOTHING).change(Optional.empty(), Optional.of("MB:0=30")));

        assertThat(written("box/schemata")).containsExactly("MB:0=30\n");
        assertThat(group(NOTHING).change(Optional.empty(), Optional.empty()).isEmpty())
                .isTrue();
    }

    @Test
    void aValueThatTheKernelRefusesIsNamed() {
        kernel.files().directory(MOUNT + "/gold").failWrites(MOUNT + "/gold/schemata", Errno.EINVAL);
        ResctrlClaim claim = claim(schemas(inClass("gold"), "", "", "L3:0=zz"));

        assertThatThrownBy(() -> kernel.run(claim.make()))
                .isInstanceOf(SyscallException.class)
                .hasMessage("config.json: /linux/intelRdt: write L3:0=zz to /sys/fs/resctrl/gold/schemata:"
                        + " invalid argument");
    }
}
