package dev.jrun.runtime.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Clone3;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.wire.MemoryRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What needs a kernel of the stub's own machine: qemu knows neither CLONE_PARENT nor seccomp nor clone3, and leaves out
 * pieces of a message that are not mapped.
 */
class StubOnKernelTest {
    private static final int SIGCHLD = 17;

    private final StubProcess process = new StubProcess(Arch.current());
    private final Stub stub = process.stub();

    @AfterEach
    void end() throws InterruptedException {
        process.close();
    }

    @Test
    void aSiblingClonedByAChildHasTheRealParentWhichWaitsForBoth() {
        Stub child = stub.clone(Set.of(), SIGCHLD, "child");
        Stub sibling = child.clone(Set.of(CloneFlag.CLONE_PARENT), 0, "sibling");

        assertThat(sibling.call("get ppid", new Id(SyscallNumber.GETPPID))).isEqualTo(process.pid());
        assertThat(sibling.call("get pid", new Id(SyscallNumber.GETPID)))
                .isEqualTo(sibling.pid())
                .isNotEqualTo(child.pid());
        exit(sibling, 3);
        exit(child, 4);
        assertThat(stub.call("wait", new Wait4(sibling.pid(), Wait4.WALL)).exitCode())
                .isEqualTo(3);
        assertThat(stub.call("wait", new Wait4(child.pid(), Wait4.WALL)).exitCode())
                .isEqualTo(4);
    }

    @Test
    void whereClone3IsFilteredCloneStandsInForIt() {
        stub.call("give up privileges", new Prctl(Prctl.PR_SET_NO_NEW_PRIVS, 1, 0));
        stub.call("filter clone3", new RefuseClone3());

        assertThatThrownBy(() -> stub.call("clone", new Clone3(Set.of(), SIGCHLD, StubProcess.CHANNEL)))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOSYS));
        Stub child = stub.clone(Set.of(), SIGCHLD, "child");
        exit(child, 5);
        assertThat(stub.call("wait", new Wait4(child.pid(), 0)).exitCode()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere"})
    void aCloneThatCanNotBeBornInADirectoryIsNotMade(String directory) {
        SpareChannel channel = stub.spareChannels(List.of("child")).getFirst();
        Birthplace birthplace = Birthplace.in(stub, directory);
        stub.flush();

        assertThat(stub.cloneInto(birthplace, SIGCHLD, channel, List.of())).isEmpty();

        assertThatThrownBy(() -> stub.call("close", new Close(birthplace.number())))
                .hasMessageContaining("bad file descriptor");
        Stub child = stub.clone(Set.of(), SIGCHLD, channel, List.of());
        exit(child, 6);
        assertThat(stub.call("wait", new Wait4(child.pid(), 0)).exitCode()).isEqualTo(6);
    }

    @Test
    void aChannelCanBeHandedOnToTheCloneOfAClone() {
        List<SpareChannel> channels = stub.spareChannels(List.of("child", "grandchild"));
        stub.flush();

        Stub child = stub.clone(Set.of(), SIGCHLD, channels.getFirst(), List.of(channels.getLast()));
        Stub grandchild = child.clone(Set.of(), SIGCHLD, channels.getLast(), List.of());

        // Were its end open anywhere else, the exit of the grandchild would not be seen.
        exit(grandchild, 7);
        assertThat(child.call("wait", new Wait4(grandchild.pid(), 0)).exitCode())
                .isEqualTo(7);
        exit(child, 8);
        assertThat(stub.call("wait", new Wait4(child.pid(), 0)).exitCode()).isEqualTo(8);
    }

    @Test
    void channelsThatWereClosedBeforeTheyTravelledAreNotSent() {
        stub.spareChannels(List.of("child", "grandchild")).forEach(SpareChannel::close);

        assertThat(stub.call("ask for the pid", new Id(SyscallNumber.GETPID))).isEqualTo(stub.pid());
    }

    @Test
    void whatAStubHasBegunIsDoneWhenItIsAskedNext() {
        Stub child = stub.clone(Set.of(), SIGCHLD, "child");
        var waiting = new Plan();
        waiting.call("wait", new Wait4(child.pid(), 0));

        stub.begin(List.of(waiting));
        exit(child, 0);

        assertThatThrownBy(() -> stub.call("wait", new Wait4(child.pid(), 0))).hasMessageContaining("no child");
    }

    @Test
    void aStubCanBecomeAnotherOnTheSameChannel() {
        String program = StubProcess.program(Arch.current()).toString();
        var execve = StubLifeTest.last(new Execve(program, List.of("jrun-stub", "9"), List.of("NEW=1")));

        Stub other = stub.become(execve);

        assertThat(other.pid()).isEqualTo(process.pid());
        assertThat(other.environment()).containsExactly("NEW=1");
    }

    @Test
    void aStubTakesLittleMemory() throws IOException {
        long resident = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                resident = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }

        assertThat(resident).isBetween(1L, 199L);
    }

    @Test
    void aRangeThatIsNotMappedEndsTheStub() throws InterruptedException {
        process.send(MemoryRequest.encode(8, 8));

        assertThat(process.receive()).isEmpty();
        assertThat(process.exitCode()).isEqualTo(125);
    }

    private static void exit(Stub child, int status) {
        child.runLast(StubLifeTest.last(new ExitGroup(status)));
        child.close();
    }

    /** prctl(2) with PR_SET_SECCOMP: a filter that answers clone3 with ENOSYS and allows all else. */
    private record RefuseClone3() implements Syscall.OfVoid {
        private static final int LOAD_WORD = 0x20;
        private static final int JUMP_IF_EQUAL = 0x15;
        private static final int RETURN = 0x06;
        private static final int RETURN_ERRNO = 0x50000;
        private static final int RETURN_ALLOW = 0x7fff0000;

        @Override
        public RawCall lower() {
            var filter = new Arg.Struct(4 * 8);
            instruction(filter, 0, LOAD_WORD, 0, 0);
            instruction(filter, 1, JUMP_IF_EQUAL, 1, SyscallNumber.CLONE3.on(Arch.current()));
            instruction(filter, 2, RETURN, 0, RETURN_ALLOW);
            instruction(filter, 3, RETURN, 0, RETURN_ERRNO | Errno.ENOSYS.number());
            byte[] program = new Arg.Struct(16).int16(0, 4).toBytes();
            Arg pointer = Arg.struct(program, new Arg.Pointer(8, Arg.in(filter.toBytes())));
            return RawCall.of(SyscallNumber.PRCTL, Arg.of(22), Arg.of(2), pointer);
        }

        private static void instruction(Arg.Struct filter, int index, int code, int jumpIfTrue, int operand) {
            filter.int16(8 * index, code)
                    .bytes(8 * index + 2, new byte[] {(byte) jumpIfTrue, 0})
                    .int32(8 * index + 4, operand);
        }
    }
}
