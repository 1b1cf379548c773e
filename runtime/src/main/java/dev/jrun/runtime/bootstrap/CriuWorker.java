package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Pread;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SocketCall.ReceiveWithFd;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A criu(8) that serves one request: a child of the main stub, which becomes criu once what it needs was prepared in it.
 * The engine holds the other end of its socket. criu ends with the socket.
 */
public final class CriuWorker implements AutoCloseable {
    private static final int SIGCHLD = 17;
    private static final int FIRST_AFTER_STDIO = 3;
    private static final int MESSAGE_LIMIT = 1 << 16;
    private static final int OUTPUT_LIMIT = 4096;

    private final SyscallExecutor local;
    private final Stub main;
    private final Fd.Number output;
    private final Stub child;
    private final Fd socket;
    private final Fd.Number server;

    private CriuWorker(SyscallExecutor local, Stub main, Fd.Number output, Stub child, Fd socket, Fd.Number server) {
        this.local = local;
        this.main = main;
        this.output = output;
        this.child = child;
        this.socket = socket;
        this.server = server;
    }

    /**
     * Clones the child from the main stub.
     *
     * @param flags CLONE_NEWNS for one whose mounts shall go away with it
     */
    public static CriuWorker clone(SyscallExecutor local, Stub main, Set<CloneFlag> flags) {
        Fd.Number output = (Fd.Number) main.call("make a file for criu's output", new MemfdCreate("criu-output"));
        Stub child = main.clone(flags, SIGCHLD, "criu");
        // criu looks for descriptors that are named to it in the process that has made the socket: so it is itself, and
        // they are of its own mount namespace.
        List<Fd> pair = child.call("make criu's socket", new Socketpair());
        Fd socket = child.take((Fd.Number) pair.getFirst());
        return new CriuWorker(local, main, output, child, socket, (Fd.Number) pair.getLast());
    }

    /** Opens a folder in the child; gives the descriptor. */
    public Fd.Number open(Path folder) {
        var open = new Openat(Fd.CWD, folder.toString(), Set.of(OpenFlag.O_DIRECTORY), 0);
        return (Fd.Number) child.call("open " + folder, open);
    }

    /** The child, to prepare in it what criu needs. */
    public Stub stub() {
        return child;
    }

    /**
     * Becomes criu. Standard input is the caller's, output and error go to a file.
     *
     * @param path of the program
     * @param kept descriptors of the child's that criu gets
     */
    public void execute(String path, List<String> environment, List<Fd.Number> kept) {
        String intent = "run " + path;
        var plan = new Plan();
        plan.call(intent, new Dup3(output, 1, false));
        plan.call(intent, new Dup3(output, 2, false));
        plan.call(intent, new CloseRange(FIRST_AFTER_STDIO, -1, true));
        plan.call(intent, new Fcntl(server, Fcntl.F_SETFD, 0));
        for (Fd.Number fd : kept) {
            plan.call(intent, new Fcntl(fd, Fcntl.F_SETFD, 0));
        }
        plan.call(intent, new RtSigprocmask(RtSigprocmask.SIG_SETMASK, 0));
        plan.call(intent, new Execve(path, List.of("criu", "swrk", Integer.toString(server.value())), environment));
        child.runLast(plan);
    }

    /** Sends criu a message. One that has ended meanwhile is found out by {@link #receive}. */
    public void send(byte[] message) {
        try {
            local.call("send to criu", new Send(socket, message));
        } catch (SyscallException failure) {
            if (!hungUp(failure)) {
                throw failure;
            }
        }
    }

    /** Waits for criu's next message: no bytes when it has ended. A descriptor in it is this JVM's. */
    public ReceiveWithFd.Message receive() {
        try {
            return local.call("receive from criu", new ReceiveWithFd(socket, MESSAGE_LIMIT));
        } catch (SyscallException failure) {
            if (hungUp(failure)) {
                return new ReceiveWithFd.Message(new byte[0], Optional.empty());
            }
            throw failure;
        }
    }

    private static boolean hungUp(SyscallException failure) {
        return failure.errno().equals(Errno.EPIPE) || failure.errno().equals(Errno.ECONNRESET);
    }

    /** What criu has printed; most goes to its log. */
    public String output() {
        byte[] bytes = main.call("read criu's output", new Pread(output, OUTPUT_LIMIT, 0));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Ends criu, and waits until it is gone. */
    @Override
    public void close() {
        child.close();
        local.call("close criu's socket", new Close(socket));
        main.call("wait for criu", new Wait4(child.pid(), Wait4.WALL));
        main.call("close criu's output", new Close(output));
    }
}
