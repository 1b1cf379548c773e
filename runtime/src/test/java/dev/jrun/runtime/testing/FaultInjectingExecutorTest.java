package dev.jrun.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.AbstractSyscallExecutorTest;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With nothing to inject, the decorator is an executor like any other. */
class FaultInjectingExecutorTest extends AbstractSyscallExecutorTest {
    private final FakeKernel kernel = new FakeKernel();
    private final FaultInjectingExecutor harmless = FaultInjectingExecutor.failingCall(kernel, -1, Errno.EIO);

    @Override
    protected SyscallExecutor executor() {
        return harmless;
    }

    @Override
    protected String folder() {
        return "/tmp";
    }

    private static Plan twoDirectories() {
        var plan = new Plan();
        plan.call("make a", new FileCall.Mkdirat(Fd.CWD, "/tmp/a", 0755));
        plan.callOrElse(
                "make b",
                new FileCall.Mkdirat(Fd.CWD, "/tmp/b", 0755),
                Set.of(Errno.ENOSYS),
                () -> plan.call("make c", new FileCall.Symlinkat("b", Fd.CWD, "/tmp/c")));
        return plan;
    }

    @Test
    void aCallCanBeMadeToFailByItsNumber() {
        var executor = FaultInjectingExecutor.failingCall(kernel, 1, Errno.ENOSYS);

        executor.run(twoDirectories());

        assertThat(kernel.files().exists("/tmp/a")).isTrue();
        assertThat(kernel.files().exists("/tmp/b")).isFalse();
        assertThat(kernel.files().exists("/tmp/c")).isTrue();
        assertThat(executor.injected()).isEqualTo(1);
        assertThat(executor.calls()).isEqualTo(3);
    }

    @Test
    void callsCanBeMadeToFailByTheirType() {
        var executor = FaultInjectingExecutor.failing(kernel, FileCall.Mkdirat.class, Errno.EIO);

        assertThatThrownBy(() -> executor.run(twoDirectories()))
                .isInstanceOf(SyscallException.class)
                .hasMessage("make a: input/output error");
        assertThat(kernel.files().exists("/tmp/a")).isFalse();
    }
}
