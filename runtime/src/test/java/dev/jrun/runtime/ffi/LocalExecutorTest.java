package dev.jrun.runtime.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.AbstractSyscallExecutorTest;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalExecutorTest extends AbstractSyscallExecutorTest {
    private final LocalExecutor executor = new LocalExecutor();

    @TempDir
    private Path folder = Path.of("");

    @Override
    protected SyscallExecutor executor() {
        return executor;
    }

    @Override
    protected String folder() {
        return folder.toString();
    }

    @Test
    void callsRunInThisProcess() {
        long pid = executor.call("ask for the pid", new ProcessCall.Id(SyscallNumber.GETPID));

        assertThat(pid).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void aCallWithSixArgumentsAndPointersInPointersWorks() {
        List<Fd> pair = executor.call("make a pair", new SocketCall.Socketpair());
        Fd file = executor.call("open /", new FileCall.Openat(Fd.CWD, "/", Set.of(OpenFlag.O_DIRECTORY), 0));

        executor.call("send", new SocketCall.Send(pair.get(0), "hello".getBytes(StandardCharsets.UTF_8)));
        byte[] received = executor.call("receive", new SocketCall.Receive(pair.get(1), 100));
        executor.call("send a descriptor", new SocketCall.SendFds(pair.get(0), List.of((Fd.Number) file)));
        List<Fd> fds = executor.call("receive it", new SocketCall.ReceiveFds(pair.get(1), 1));

        assertThat(received).asString().isEqualTo("hello");
        assertThat(fds).hasSize(1);
        for (Fd fd : List.of(pair.get(0), pair.get(1), file, fds.getFirst())) {
            executor.call("close", new FileCall.Close(fd));
        }
    }

    @Test
    void aDescriptorThatNoStepHasMadeIsABadOne() {
        var plan = new Plan();
        plan.callThen(
                "look",
                new FileCall.Chdir("/nowhere"),
                Set.of(Errno.ENOENT),
                () -> plan.call("left out", new ProcessCall.Id(SyscallNumber.GETPID)));
        plan.call("close what was not made", new FileCall.Close(new Slot(1)));

        assertThatThrownBy(() -> executor.run(plan))
                .isInstanceOf(SyscallException.class)
                .hasMessage("close what was not made: bad file descriptor");
    }

    @Test
    void cloningTheJvmIsRefused() {
        var plan = new Plan();
        plan.call("clone", new ProcessCall.Clone3(Set.of(), 17, 3));

        assertThatThrownBy(() -> executor.run(plan)).isInstanceOf(IllegalArgumentException.class);
    }
}
