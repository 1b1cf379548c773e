package dev.jrun.runtime.embed;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.operation.Delete;
import dev.jrun.runtime.operation.Engine;
import dev.jrun.runtime.operation.Exec;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ExecSource;
import dev.jrun.runtime.operation.Kill;
import dev.jrun.runtime.operation.Start;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/** A container that this JVM has created. Closing it deletes it, with all of its processes. */
public final class Container implements AutoCloseable {
    private static final long FOR_EVER = -1;

    private final ContainerRuntime runtime;
    private final CallerStub caller;
    private final Engine engine;
    private final ContainerId id;
    private final Fd.Number init;
    private final int pid;
    /** One thread at a time leads the stub. */
    private final ReentrantLock leading = new ReentrantLock();

    private OptionalInt exitCode = OptionalInt.empty();
    private boolean deleted;

    Container(ContainerRuntime runtime, CallerStub caller, Engine engine, ContainerId id) {
        this.runtime = runtime;
        this.caller = caller;
        this.engine = engine;
        this.id = id;
        this.pid = runtime.states().load(id).pid();
        this.init = (Fd.Number) engine.local().call("open container init", new PidfdOpen(pid));
    }

    public String id() {
        return id.value();
    }

    /** The pid of its first process, as this JVM sees it. */
    public int pid() {
        return pid;
    }

    /** Where it is in its life. */
    public Status status() {
        ContainerState state = runtime.states().load(id);
        return LiveStatus.of(state);
    }

    /** Has the container's process run, as {@code jrun start} does. */
    public void start() {
        lead(() -> new Start(engine, runtime.states()).run(id));
    }

    /**
     * Sends a signal to the container's process.
     *
     * @param signal its number, see signal(7)
     * @throws ContainerStateException when the process has ended
     */
    public void signal(int signal) {
        lead(() -> new Kill(engine.main(), runtime.states()).run(id, signal, false));
    }

    /** Waits until the container's process has ended; gives its exit code, 128 + the signal that killed it. */
    public int await() {
        awaitEnd(FOR_EVER);
        return reap();
    }

    /** Waits for the exit code for a limited time; nothing when the process still runs then. */
    public OptionalInt await(Duration limit) {
        return awaitEnd(limit.toMillis()) ? OptionalInt.of(reap()) : OptionalInt.empty();
    }

    private boolean awaitEnd(long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (true) {
            try {
                var poll = new Ppoll(List.of(init.value()), Ppoll.POLLIN, millis);
                return engine.local().call("wait for container init", poll)[0] != 0;
            } catch (SyscallException interrupted) {
                if (!interrupted.errno().equals(Errno.EINTR)) {
                    throw interrupted;
                }
                millis = millis < 0
                        ? millis
                        : Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis());
            }
        }
    }

    /** Init is a child of the stub, whose exit status only its parent may collect. */
    private int reap() {
        leading.lock();
        try {
            if (exitCode.isEmpty()) {
                var wait = new Wait4(pid, Wait4.WALL);
                exitCode = OptionalInt.of(
                        engine.main().call("wait for container init", wait).exitCode());
            }
            return exitCode.getAsInt();
        } finally {
            leading.unlock();
        }
    }

    /**
     * Runs another program in the container, as {@code jrun exec} does, and waits for its end. Several may run at a time.
     *
     * @param args the program, by its path or to be found in the container's PATH, and its arguments
     */
    public Completion exec(String... args) {
        var changes = ExecSource.Changes.of(List.of(args));
        return exec(new ExecRequest(
                id, changes, false, Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of(), false));
    }

    /** With a stub of its own, whose output is the program's. */
    private Completion exec(ExecRequest request) {
        try (CallerStub other = runtime.startStub()) {
            int code = new Exec(runtime.engine(other), runtime.states()).run(request);
            return new Completion(code, other.out(), other.err());
        }
    }

    /** What the container's process has written to its standard output up to now. */
    public String out() {
        return caller.out();
    }

    /** What the container's process has written to its standard error up to now. */
    public String err() {
        return caller.err();
    }

    private void lead(Runnable work) {
        leading.lock();
        try {
            if (deleted) {
                throw new ContainerStateException("container " + id + " does not exist any more: it was deleted");
            }
            work.run();
        } finally {
            leading.unlock();
        }
    }

    /** Kills what still runs in the container and deletes it; a second time it does nothing. */
    @Override
    public void close() {
        leading.lock();
        try {
            if (!deleted) {
                new Delete(engine, runtime.states()).run(id, true);
                reap();
                deleted = true;
                engine.local().call("close container init", new Close(init));
                caller.close();
                runtime.forget(this);
            }
        } finally {
            leading.unlock();
        }
    }
}
