package dev.jrun.runtime;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.seccomp.ProgramMemory;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import java.util.Set;

/** The cold engine: a JVM that the launcher starts for one command, with the channel to it as descriptor 3. */
public final class Main {
    private static final int CHANNEL = 3;

    private Main() {}

    public static void main(String[] ignored) {
        var local = new LocalExecutor();
        Stub main = Stub.connect(local, Fd.of(CHANNEL), "jrun");
        int exitCode = new Session(local, main, new ProgramMemory()).run();
        // The main stub waits for this JVM, so that nothing of jrun is left when its caller sees it end.
        var end = new Plan();
        // ProcessHandle knows the pid too, but starts a pool of threads to tell it.
        long engine = local.call("ask for the engine's pid", new Id(SyscallNumber.GETPID));
        // Where something was put between the launcher and the JVM, the JVM is not the launcher's child.
        end.attempt("wait for the engine", new Wait4(engine, 0), Set.of(Errno.ECHILD));
        end.call("exit", new ExitGroup(exitCode));
        main.post(end);
        Runtime.getRuntime().halt(0);
    }
}
