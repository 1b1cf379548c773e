package dev.jrun.runtime;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.daemon.DaemonOptions;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.operation.EngineMemory;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import java.util.Optional;
import java.util.Set;

/**
 * The engine's JVM. Without arguments it is a cold one, which the launcher starts for one command, with the channel to it
 * as descriptor 3; with arguments a warm one.
 */
public final class Main {
    private static final int CHANNEL = 3;

    private Main() {}

    public static void main(String[] arguments) {
        var local = new LocalExecutor();
        int status = 0;
        if (arguments.length == 0) {
            serveLauncher(local);
        } else {
            status = Daemon.run(local, DaemonOptions.parse(arguments), Main::onSignal);
        }
        Runtime.getRuntime().halt(status);
    }

    private static void serveLauncher(LocalExecutor local) {
        Stub main = Stub.connect(local, Fd.of(CHANNEL), "jrun");
        var end = new Plan();
        // The main stub waits for this JVM, so that nothing of jrun is left when its caller sees it end.
        // ProcessHandle knows the pid too, but starts a pool of threads to tell it.
        long engine = local.call("ask for the engine's pid", new Id(SyscallNumber.GETPID));
        // Where something was put between the launcher and the JVM, the JVM is not the launcher's child.
        end.attempt("wait for the engine", new Wait4(engine, 0), Set.of(Errno.ECHILD));
        new Session(local, main, Session.ask(main), new EngineMemory(), Optional.empty()).run(end);
        main.post(end);
    }

    /** SIGTERM and SIGINT have the JVM run its hooks; this one lasts until the daemon's own thread ends the JVM. */
    private static void onSignal(Runnable stop) {
        Thread daemon = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.run();
            try {
                daemon.join();
            } catch (InterruptedException e) {
                // Nobody knows this thread to interrupt it.
                Thread.currentThread().interrupt();
            }
        }));
    }
}
