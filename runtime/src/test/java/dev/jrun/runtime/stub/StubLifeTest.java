package dev.jrun.runtime.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.ConnectUnix;
import dev.jrun.runtime.syscall.SocketCall.Listen;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How stubs start, clone, speak and end. */
@ParameterizedClass
@EnumSource(Arch.class)
class StubLifeTest {
    private static final int SIGCHLD = 17;
    private static final int CLOSED = 255;

    private final StubProcess process;
    private final Stub stub;

    StubLifeTest(Arch arch) {
        process = new StubProcess(arch);
        stub = process.stub();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255})
    void aChildExitsWithTheStatusItIsTold(int status) {
        Stub child = stub.clone(Set.of(), SIGCHLD, "child");

        child.runLast(last(new ExitGroup(status)));
        child.close();

        assertThat(stub.call("wait", new Wait4(child.pid(), 0)).exitCode()).isEqualTo(status);
    }

    @Test
    void aChildIsAProcessOfItsOwn() {
        try (Stub child = stub.clone(Set.of(), SIGCHLD, "child")) {
            assertThat(child.call("get pid", new Id(SyscallNumber.GETPID))).isEqualTo(child.pid());
            assertThat(child.call("get ppid", new Id(SyscallNumber.GETPPID))).isEqualTo(process.pid());
            assertThat(stub.call("get pid", new Id(SyscallNumber.GETPID))).isEqualTo(process.pid());
        }
    }

    @Test
    void aChildThatLosesItsEngineExitsByItselfAndItsParentGoesOn() {
        Stub child = stub.clone(Set.of(), SIGCHLD, "child");

        child.close();

        assertThat(stub.call("wait", new Wait4(child.pid(), 0)).exitCode()).isEqualTo(CLOSED);
    }

    private SpareChannel channelInTheStub() {
        SpareChannel channel = stub.spareChannels(List.of("child")).getFirst();
        stub.flush();
        return channel;
    }

    @Test
    void aCloneThatIsLeftForLaterComesWithTheNextPlan() {
        Birth birth = stub.cloneLater(Set.of(), SIGCHLD, channelInTheStub(), List.of());
        stub.call("get pid", new Id(SyscallNumber.GETPID));

        try (Stub child = birth.await()) {
            assertThat(child.call("get pid", new Id(SyscallNumber.GETPID))).isEqualTo(child.pid());
        }
    }

    @Test
    void aCloneThatNobodyAwaitsIsReaped() {
        SpareChannel channel = channelInTheStub();
        Birth birth = stub.cloneLater(Set.of(), SIGCHLD, channel, List.of());
        stub.call("get pid", new Id(SyscallNumber.GETPID));

        channel.close();
        birth.abandon();

        assertThatThrownBy(() -> stub.call("wait", new Wait4(-1, 0))).hasMessageContaining("no child processes");
    }

    @Test
    void aCloneThatIsGivenUpBeforeTheNextPlanNeverComes() {
        SpareChannel channel = channelInTheStub();
        Birth birth = stub.cloneLater(Set.of(), SIGCHLD, channel, List.of());

        channel.close();
        birth.abandon();

        assertThatThrownBy(() -> stub.call("wait", new Wait4(-1, 0))).hasMessageContaining("no child processes");
    }

    @Test
    void theClosedChannelEndsTheStub() throws InterruptedException {
        process.closeChannel();

        assertThat(process.exitCode()).isEqualTo(CLOSED);
    }

    @Test
    void anExecveClosesTheChannel() throws InterruptedException {
        stub.runLast(last(new Execve("/bin/sh", List.of("sh", "-c", "exit 7"), List.of())));

        // The spawned channel is not close-on-exec, so the end of the shell is what closed it.
        assertThat(process.exitCode()).isEqualTo(7);
    }

    @Test
    void anExecveThatFailsLeavesTheStubAlive() {
        var nowhere = last(new Execve("/nowhere", List.of("nowhere"), List.of()));

        assertThatThrownBy(() -> stub.runLast(nowhere))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOENT));
        assertThat(stub.call("get pid", new Id(SyscallNumber.GETPID))).isEqualTo(process.pid());
    }

    @Test
    void aChildWaitsUntilItsParentSaysThatItIsReady() throws Exception {
        List<Fd> pair = stub.call("make a pair", new Socketpair());
        try (Stub child = stub.clone(Set.of(), SIGCHLD, "child")) {
            for (byte ready = 0; ready < 2; ready++) {
                var answer = CompletableFuture.supplyAsync(
                        () -> child.call("wait for the parent", new Receive(pair.get(1), 8)));
                stub.call("tell the child", new Send(pair.getFirst(), new byte[] {ready}));
                assertThat(answer.get(20, TimeUnit.SECONDS)).containsExactly(ready);
            }
        }
    }

    @Test
    void aDescriptorOfTheEngineCanBeGivenToTheStub() {
        List<Fd> pair = process.local().call("make a pair", new Socketpair());

        Fd given = stub.give(pair.getFirst());
        stub.call("send", new Send(given, new byte[] {42}));

        assertThat(process.local().call("receive", new Receive(pair.get(1), 8))).containsExactly(42);
        close(pair);
    }

    @Test
    void aDescriptorOfTheStubCanBeTakenByTheEngine() {
        List<Fd> pair = stub.call("make a pair", new Socketpair());

        Fd taken = stub.take((Fd.Number) pair.getFirst());
        stub.call("send", new Send(pair.get(1), new byte[] {42}));

        assertThat(process.local().call("receive", new Receive(taken, 8))).containsExactly(42);
        close(List.of(taken));
    }

    @Test
    void aParkedStubIsTakenUpByTheNextEngine(@TempDir Path folder) {
        String path = folder.resolve("start").toString();
        Fd listener = stub.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        stub.call("bind", new BindUnix(listener, path));
        stub.call("listen", new Listen(listener, 1));

        process.park(listener);
        Fd next = process.local().call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_SEQPACKET));
        process.local().call("connect", new ConnectUnix(next, path));

        try (Stub resumed = process.stub().resume(next, process.pid(), "resumed stub")) {
            assertThat(resumed.channel()).isEqualTo(StubProcess.CHANNEL);
            assertThat(resumed.call("get pid", new Id(SyscallNumber.GETPID))).isEqualTo(process.pid());
        }
    }

    private void close(List<Fd> fds) {
        fds.forEach(fd -> process.local().call("close", new Close(fd)));
    }

    static Plan last(Syscall<?> call) {
        var plan = new Plan();
        plan.call("end", call);
        return plan;
    }
}
