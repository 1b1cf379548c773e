package dev.jrun.runtime;

import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.bootstrap.SealedStub;
import dev.jrun.runtime.command.EngineChoice;
import dev.jrun.runtime.daemon.DaemonOptions;
import dev.jrun.runtime.daemon.DaemonServer;
import dev.jrun.runtime.daemon.DaemonStart;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.operation.EngineMemory;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SocketCall.PeerCredentials.Peer;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Optional;

/** The warm engine: a session for each main stub that connects. */
final class Daemon {
    private final long build;
    /** Who this daemon is, and with it every caller that it serves. */
    private final Caller own;

    private final SyscallExecutor host;
    private Optional<EngineMemory> memory = Optional.empty();
    private final DaemonServer server;

    private Daemon(SyscallExecutor local, DaemonOptions options) {
        this.build = options.build();
        this.host = local;
        this.own = Session.ask(local);
        this.server = DaemonStart.server(local, options, this::serve);
    }

    /** Serves until it is ended; gives what the process's exit status shall be. */
    static int run(SyscallExecutor local, DaemonOptions options, Ending ending) {
        try {
            var daemon = new Daemon(local, options);
            ending.onSignal(daemon.server::stop);
            DaemonStart.tellReady(local, options);
            daemon.server.run(options.idle());
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException failure) {
            DaemonStart.tellFailure(local, options, failure);
            return 1;
        }
    }

    /** How this JVM is told to end. */
    @FunctionalInterface
    interface Ending {
        void onSignal(Runnable stop);
    }

    /** What is kept from one session to the next; the stub's program is that of the first one's main stub. */
    private synchronized EngineMemory memory(long main) {
        if (memory.isEmpty()) {
            memory = Optional.of(EngineMemory.ofDaemon(host, copyOfStub(main)));
        }
        return memory.get();
    }

    private Optional<Fd.Number> copyOfStub(long main) {
        try {
            return Optional.of(SealedStub.copy(host, "/proc/" + main + "/exe"));
        } catch (SyscallException none) {
            // Each stub makes its own then, or says why it can't.
            return Optional.empty();
        }
    }

    private boolean serve(SyscallExecutor local, Fd connection, Peer peer, Runnable ending) {
        Stub main;
        try {
            main = Stub.connect(local, connection, "jrun");
        } catch (LostStubException noStub) {
            return false;
        }
        if (main.build() != build || main.pid() != peer.pid() || !EngineChoice.allowsWarm(local)) {
            return false;
        }
        var end = new Plan();
        new Session(local, main, own, memory(peer.pid()), Optional.of(server)).run(end);
        ending.run();
        main.post(end);
        return true;
    }
}
