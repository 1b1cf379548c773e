package dev.jrun.runtime.testing;

import dev.jrun.runtime.syscall.AbstractSyscallExecutorTest;
import dev.jrun.runtime.syscall.SyscallExecutor;

class FakeKernelContractTest extends AbstractSyscallExecutorTest {
    private final FakeKernel kernel = new FakeKernel();

    @Override
    protected SyscallExecutor executor() {
        return kernel;
    }

    @Override
    protected String folder() {
        return "/tmp";
    }
}
