package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.syscall.AbstractSyscallExecutorTest;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of executors, by a stub that is a process of its own. */
class RemoteExecutorTest extends AbstractSyscallExecutorTest {
    private final StubProcess process = new StubProcess(Arch.current());

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void endStub() throws InterruptedException {
        process.close();
    }

    @Override
    protected SyscallExecutor executor() {
        return process.stub();
    }

    @Override
    protected String folder() {
        return folder.toString();
    }
}
