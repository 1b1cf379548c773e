package dev.jrun.runtime.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.FaultInjectingExecutor;
import dev.jrun.runtime.testing.RecordingExecutor;
import dev.jrun.spec.NamespaceType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceJoinTest {
    private static final OpenNamespace NETWORK = open(NamespaceType.NETWORK, 10);
    private static final OpenNamespace IPC = open(NamespaceType.IPC, 11);
    private static final OpenNamespace USER = open(NamespaceType.USER, 12);

    private final FakeKernel kernel = new FakeKernel();

    private static OpenNamespace open(NamespaceType type, int fd) {
        return new OpenNamespace(joined(type, "/ns/" + type), Fd.of(fd));
    }

    private static JoinedNamespace joined(NamespaceType type, String path) {
        return new JoinedNamespace(type, path, "/linux/namespaces/0/path");
    }

    private List<OpenNamespace> opened(NamespaceType type, String path) {
        var opening = new NamespaceOpening(List.of(joined(type, path)));
        return opening.check(kernel.run(opening.plan()));
    }

    @Test
    void opensAllPathsAndJoinsThem() {
        kernel.files().namespace("/ns/network", CloneFlag.CLONE_NEWNET).namespace("/ns/ipc", CloneFlag.CLONE_NEWIPC);
        var opening = new NamespaceOpening(
                List.of(joined(NamespaceType.NETWORK, "/ns/network"), joined(NamespaceType.IPC, "/ns/ipc")));
        List<OpenNamespace> namespaces = opening.check(kernel.run(opening.plan()));

        kernel.run(new NamespaceJoin(namespaces, false).first());

        assertThat(kernel.process().joined).containsExactly(CloneFlag.CLONE_NEWNET, CloneFlag.CLONE_NEWIPC);
    }

    @Test
    void aNamespaceOfAnotherTypeIsNamed() {
        kernel.files().namespace("/ns/ipc", CloneFlag.CLONE_NEWIPC);

        assertThatThrownBy(() -> opened(NamespaceType.NETWORK, "/ns/ipc"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/namespaces/0/path: namespace /ns/ipc: not a network namespace");
    }

    @Test
    void aFileThatIsNoNamespaceIsNamed() {
        kernel.files().file("/etc/passwd", "");

        assertThatThrownBy(() -> opened(NamespaceType.IPC, "/etc/passwd"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/namespaces/0/path: namespace /etc/passwd: not an ipc namespace");
    }

    @Test
    void aMissingPathIsNamed() {
        assertThatThrownBy(() -> opened(NamespaceType.UTS, "/proc/4711/ns/uts"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/linux/namespaces/0/path: open namespace /proc/4711/ns/uts: no such file or directory");
    }

    @Test
    void withoutAUserNamespaceARefusalEndsThePlan() {
        var executor = FaultInjectingExecutor.failingCall(RecordingExecutor.answeringZero(), 0, Errno.EPERM);
        var join = new NamespaceJoin(List.of(NETWORK), false);

        assertThatThrownBy(() -> executor.run(join.first()))
                .isInstanceOf(SyscallException.class)
                .hasMessage("join network namespace /ns/network: operation not permitted");
    }

    @Test
    void whatWasRefusedIsJoinedInsideTheUserNamespaceThatIsJoined() {
        var join = new NamespaceJoin(List.of(USER, NETWORK, IPC), false);
        Outcome outcome = FaultInjectingExecutor.failingCall(RecordingExecutor.answeringZero(), 0, Errno.EPERM)
                .run(join.first());

        assertThat(RecordingExecutor.text(join.second(outcome)))
                .containsExactly("$0 = Setns[fd=12, type=[CLONE_NEWUSER]]", "$1 = Setns[fd=10, type=[CLONE_NEWNET]]");
    }

    @Test
    void whatWasRefusedIsJoinedInsideTheUserNamespaceThatIsMade() {
        var join = new NamespaceJoin(List.of(NETWORK, IPC), true);
        Outcome outcome = FaultInjectingExecutor.failingCall(RecordingExecutor.answeringZero(), 1, Errno.EPERM)
                .run(join.first());

        assertThat(RecordingExecutor.text(join.second(outcome)))
                .containsExactly("$0 = Setns[fd=11, type=[CLONE_NEWIPC]]");
    }

    @Test
    void nothingIsLeftForTheSecondRoundWhenAllWereJoined() {
        var join = new NamespaceJoin(List.of(NETWORK, IPC), true);

        assertThat(join.second(RecordingExecutor.answeringZero().run(join.first()))
                        .isEmpty())
                .isTrue();
    }
}
