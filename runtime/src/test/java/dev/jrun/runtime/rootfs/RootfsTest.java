package dev.jrun.runtime.rootfs;

import static dev.jrun.runtime.rootfs.Container.mount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.MountAttr;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.JrunException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FaultInjectingExecutor;
import dev.jrun.runtime.testing.RecordingExecutor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootfsTest {
    private final FakeKernel kernel = Container.host();

    @Test
    void plansTheDefaultConfigInThisOrder() throws IOException {
        Rootfs rootfs = defaultConfig().readOnly().rootfs();
        List<Step> steps = new ArrayList<>();
        rootfs.prepare(RootfsFacts.NONE).run(keeping(steps));
        steps.addAll(rootfs.enter(new Fd.Number(5), RootWay.PIVOT).steps());
        steps.addAll(rootfs.finish(Fd.of(5)).steps());

        assertThat(render(steps)).isEqualTo(resource("default-plan.txt").strip());
    }

    @Test
    void leavesTheHostsRootByItselfWhereThatIsReplaced() throws IOException {
        Rootfs rootfs = defaultConfig().readOnly().rootfs();
        List<Step> steps = new ArrayList<>();
        steps.addAll(rootfs.enter(new Fd.Number(5), RootWay.REPLACE).steps());
        steps.addAll(rootfs.finish(new Fd.Number(5)).steps());

        assertThat(render(steps)).isEqualTo("""
                        make /bundle/rootfs the root => Id PidfdOpenOf
                        copy the mounts of the rootfs /bundle/rootfs => OpenTree
                        close the rootfs /bundle/rootfs => Close
                        open the host's root => Openat
                        part from the host's root => MountSetattr
                        close the host's root => Close
                        unmount the host's root => Umount2
                        go where the host's root was => Setns Close
                        open what the host's root was on => Openat
                        make /bundle/rootfs the root => MoveMount
                        close what the host's root was on => Close
                        change to the rootfs /bundle/rootfs => Fchdir
                        make /bundle/rootfs the root => Chroot
                        change to the new root => Chdir
                        keep the rootfs => Dup3 Close
                        make the root read-only => MountSetattr
                        close the rootfs => Close""".strip());
    }

    @Test
    void replacesTheHostsRootOnlyWhereNothingIsLostOrSharedWithThat() throws IOException {
        assertThat(defaultConfig().rootfs().canReplaceHost()).isTrue();
        assertThat(replaces(Container.mounting(mount("/data", "tmpfs", "t", "rshared"))))
                .isTrue();
        assertThat(replaces(Container.mounting(mount("/data", "tmpfs", "t", "unbindable"))))
                .isFalse();
        assertThat(replaces(Container.mounting(mount("/data", "tmpfs", "t", "runbindable"))))
                .isFalse();
        assertThat(replaces(Container.mounting().linux("\"rootfsPropagation\": \"rprivate\"")))
                .isTrue();
        assertThat(replaces(Container.mounting().linux("\"rootfsPropagation\": \"private\"")))
                .isFalse();
        assertThat(replaces(Container.mounting().linux("\"rootfsPropagation\": \"shared\"")))
                .isFalse();
        String joined = "\"namespaces\": [{\"type\": \"mount\", \"path\": \"/proc/7/ns/mnt\"}]";
        assertThat(replaces(Container.mounting().namespaces(joined))).isFalse();
        String user = "\"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"user\"}]";
        assertThat(replaces(Container.mounting().namespaces(user))).isFalse();
    }

    private static boolean replaces(Container container) {
        return container.rootfs().canReplaceHost();
    }

    @Test
    void makesOneContainerAfterTheOtherByThePlanThatItHasMadeOnce() {
        Rootfs rootfs = Container.mounting().rootfs();
        FakeKernel another = Container.host();

        for (FakeKernel host : List.of(kernel, another)) {
            Preparation preparation = rootfs.prepareAndEnter(RootfsFacts.NONE, RootWay.PIVOT, Folder.INSIDE);
            Plan plan = preparation.only().orElseThrow();
            assertThat(plan)
                    .isSameAs(rootfs.prepareAndEnter(RootfsFacts.NONE, RootWay.PIVOT, Folder.INSIDE)
                            .only()
                            .orElseThrow());
            Outcome outcome = host.run(plan);
            preparation.finish(host, () -> outcome);
            assertThat(host.files().exists("/inside")).isTrue();
            assertThat(host.files().exists("/dev/null")).isTrue();
        }
    }

    @Test
    void plansAgainWhatIsMadeOnSomethingElse() {
        Rootfs rootfs = Container.mounting(mount("/data", "tmpfs", "t")).rootfs();
        var other = new RootfsFacts(OpenSources.NONE, Set.of(), Map.of(0, 0700), Map.of(), Set.of());

        assertThat(rootfs.prepareAndEnter(RootfsFacts.NONE, RootWay.PIVOT, Folder.INSIDE))
                .isNotSameAs(rootfs.prepareAndEnter(other, RootWay.PIVOT, Folder.INSIDE))
                .isNotSameAs(rootfs.prepareAndEnter(other, RootWay.PIVOT, plan -> {}));
    }

    /** Equal to itself, as what is to be done inside has to be. */
    private enum Folder implements Consumer<Plan> {
        INSIDE;

        @Override
        public void accept(Plan plan) {
            plan.call("make a folder", new FileCall.Mkdirat(Fd.CWD, "/inside", 0755));
        }
    }

    private SyscallExecutor keeping(List<Step> steps) {
        return new SyscallExecutor() {
            @Override
            public Outcome run(Plan plan) {
                steps.addAll(plan.steps());
                return kernel.run(plan);
            }

            @Override
            public String where() {
                return kernel.where();
            }
        };
    }

    /** A line for each intent, with the calls for it; those that may fail have a question mark. */
    private static String render(List<Step> steps) {
        var text = new StringBuilder();
        String intent = "";
        for (Step step : steps) {
            if (!step.intent().equals(intent)) {
                intent = step.intent();
                text.append(text.isEmpty() ? "" : "\n").append(intent).append(" =>");
            }
            text.append(' ').append(step.call().getClass().getSimpleName());
            text.append(step.tolerated().isEmpty() ? "" : "?");
        }
        return text.toString();
    }

    @Test
    void leavesTheContainerWithTheMountsOfTheDefaultConfigAlone() {
        defaultConfig().readOnly().enterOn(kernel);

        assertThat(kernel.mounts().entries())
                .extracting(entry -> entry.target() + " " + entry.type())
                .containsExactly(
                        "/ ext4",
                        "/proc proc",
                        "/dev tmpfs",
                        "/dev/pts devpts",
                        "/dev/shm tmpfs",
                        "/dev/mqueue mqueue",
                        "/sys sysfs",
                        "/proc/sys proc");
        assertThat(kernel.workingDirectory()).contains("/");
        assertThat(kernel.mounts().at("/").orElseThrow().attributes()).contains(MountAttr.MOUNT_ATTR_RDONLY);
    }

    @Test
    void reportsAnyCallThatFailsInOneLine() {
        var counting = FaultInjectingExecutor.failingCall(Container.host(), -1, Errno.EIO);
        defaultConfig().enterOn(counting);

        for (int i = 0; i < counting.calls(); i++) {
            var failing = FaultInjectingExecutor.failingCall(Container.host(), i, Errno.EIO);
            assertThatThrownBy(() -> defaultConfig().enterOn(failing))
                    .as("call " + i)
                    .isInstanceOf(SyscallException.class)
                    .hasMessageEndingWith(": input/output error")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void namesARootfsThatIsMissingOrNoDirectory() {
        var empty = new FakeKernel();
        assertThatThrownBy(() -> Container.onlyMounting().prepareOn(empty))
                .isInstanceOf(JrunException.class)
                .hasMessage("open the rootfs /bundle/rootfs: no such file or directory");

        empty.files().file("/bundle/rootfs", "");
        assertThatThrownBy(() -> Container.onlyMounting().prepareOn(empty))
                .isInstanceOf(JrunException.class)
                .hasMessage("open the rootfs /bundle/rootfs: not a directory");
    }

    @Test
    void cutsTheContainerOffTheHostFirst() {
        var recording = RecordingExecutor.of(kernel);
        Container.mounting().prepareOn(recording);

        MountCall.MountSetattr first =
                recording.calls(MountCall.MountSetattr.class).getFirst();
        assertThat(first.recursive()).isTrue();
        assertThat(first.propagation()).containsExactly(MountFlag.MS_SLAVE);
    }

    @ParameterizedTest
    @CsvSource({"shared, MS_SHARED", "rshared, MS_SHARED", "slave, MS_SLAVE", "unbindable, MS_UNBINDABLE"})
    void givesTheRootThePropagationOfTheConfig(String word, MountFlag type) {
        Container.mounting().linux("\"rootfsPropagation\": \"" + word + "\"").enterOn(kernel);

        assertThat(kernel.mounts().at("/").orElseThrow().propagation()).isEqualTo(type);
    }

    @Test
    void makesThatMountPrivateThatTheRootfsLiesOnAndNoOther() {
        kernel.mounts().mount("tmpfs", "/bundle").propagation("/bundle", MountFlag.MS_SHARED);
        kernel.files().directory(Container.ROOT);
        Container.mounting().linux("\"rootfsPropagation\": \"shared\"").prepareOn(kernel);

        assertThat(kernel.mounts().at("/bundle").orElseThrow().propagation()).isEqualTo(MountFlag.MS_PRIVATE);
        assertThat(kernel.mounts().at("/").orElseThrow().propagation()).isEqualTo(MountFlag.MS_SHARED);
    }

    @Test
    void changesTheRootOnlyWithoutAMountNamespace() {
        var recording = RecordingExecutor.of(kernel);
        Container.onlyMounting().namespaces(Container.NO_NAMESPACES).enterOn(recording);

        assertThat(recording.calls())
                .noneMatch(call -> call instanceof MountCall && !(call instanceof MountCall.Chroot));
        assertThat(kernel.files().exists("/dev/null")).isTrue();
        assertThat(kernel.files().exists("/bundle")).isFalse();
        assertThat(kernel.workingDirectory()).contains("/");
    }

    @Test
    void refusesWhatNeedsAMountNamespace() {
        assertRefused(Container.onlyMounting(mount("/a", "tmpfs", "t")), "/mounts/0", Container.NO_NAMESPACES);
        assertRefused(Container.onlyMounting().readOnly(), "/root/readonly", Container.NO_NAMESPACES);
        for (String field : List.of("maskedPaths", "readonlyPaths")) {
            assertRefused(
                    Container.onlyMounting(),
                    "/linux/" + field,
                    Container.NO_NAMESPACES + ", \"" + field + "\": [\"/x\"]");
        }
        assertRefused(
                Container.onlyMounting(),
                "/linux/rootfsPropagation",
                Container.NO_NAMESPACES + ", \"rootfsPropagation\": \"slave\"");
    }

    private static void assertRefused(Container container, String pointer, String linux) {
        assertThatThrownBy(() -> container.namespaces(linux).rootfs())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(pointer + ": needs a mount namespace");
    }

    private static Container defaultConfig() {
        return Container.onlyMounting(
                        mount("/proc", "proc", "proc"),
                        mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                        mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666"),
                        mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
                        mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                        mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"))
                .linux("\"maskedPaths\": [\"/proc/kcore\"], \"readonlyPaths\": [\"/proc/sys\"]");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(RootfsTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
