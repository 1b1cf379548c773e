package dev.jrun.runtime.embed;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.ffi.Spawner;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Id;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A main stub as a child of this JVM, with the output of the containers' processes that it will be the parent of. Its
 * standard input is empty. Closing it ends it, and what it is the parent of goes on without it.
 */
final class CallerStub implements AutoCloseable {
    private static final int CHANNEL = 3;
    private static final int PROGRAM = 4;

    private final LocalExecutor local;
    private final long pid;
    private final Stub stub;
    private final Caller identity;
    private final Output out;
    private final Output err;

    private CallerStub(LocalExecutor local, long pid, Stub stub, Output out, Output err) {
        this.local = local;
        this.pid = pid;
        this.stub = stub;
        this.identity = identity(stub);
        this.out = out;
        this.err = err;
    }

    static CallerStub start(LocalExecutor local, StubProgram program) {
        List<Fd> channel = local.call("make a channel for the main stub", new Socketpair());
        Fd stdin = local.call("open /dev/null", new Openat(Fd.CWD, "/dev/null", Set.of(OpenFlag.O_CLOEXEC), 0));
        Output out = Output.open(local);
        Output err = Output.open(local);
        Map<Integer, Fd> fds =
                Map.of(0, stdin, 1, out.file(), 2, err.file(), CHANNEL, channel.getLast(), PROGRAM, program.file());
        try {
            List<String> argv = List.of("jrun-stub", Integer.toString(CHANNEL));
            long pid = new Spawner(local).spawn(Path.of("/proc/self/fd/" + PROGRAM), argv, List.of(), fds);
            Stub stub = Stub.connect(local, channel.getFirst(), "jrun");
            return new CallerStub(local, pid, stub, out, err);
        } finally {
            local.call("close the empty input", new Close(stdin));
            local.call("close the stub's end of a channel", new Close(channel.getLast()));
        }
    }

    private static Caller identity(Stub stub) {
        var plan = new Plan();
        plan.call("close the stub's file", new Close(Fd.of(PROGRAM)));
        Slot uid = plan.call("ask for the uid", new Id(SyscallNumber.GETEUID));
        Slot gid = plan.call("ask for the gid", new Id(SyscallNumber.GETEGID));
        Outcome outcome = stub.run(plan);
        return Caller.of((int) outcome.value(uid), (int) outcome.value(gid), uidMap());
    }

    /** The JVM's own, which its child has as well. */
    private static String uidMap() {
        try {
            return Files.readString(Path.of("/proc/self/uid_map"));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stub stub() {
        return stub;
    }

    /** Whose rights the stub has: those of this JVM. */
    Caller identity() {
        return identity;
    }

    String out() {
        return out.text();
    }

    String err() {
        return err.text();
    }

    @Override
    public void close() {
        stub.close();
        local.call("wait for the main stub", new Wait4(pid, 0));
        out.close();
        err.close();
    }
}
