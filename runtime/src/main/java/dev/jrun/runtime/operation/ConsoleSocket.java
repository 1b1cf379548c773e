package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.ConnectUnix;
import dev.jrun.runtime.syscall.SocketCall.SendWithFd;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Process;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The socket on which the caller waits for the terminal of a container that is left to it. It gets one message: the
 * terminal's name, and the master's descriptor with it.
 */
final class ConsoleSocket implements TerminalReceiver {
    private static final int ADDRESS_LIMIT = 107;

    private final Stub main;
    private final Path path;
    private final Fd.Number socket;

    private ConsoleSocket(Stub main, Path path, Fd.Number socket) {
        this.main = main;
        this.path = path;
        this.socket = socket;
    }

    /** Who gets the terminal of a container that jrun does not stay with; fails where nobody would. */
    static TerminalReceiver ofDetached(Stub main, Process process, Optional<Path> path) {
        if (process.terminal() && path.isEmpty()) {
            throw new InvalidInputException(
                    "cannot allocate tty if jrun will detach without setting console socket; give --console-socket");
        }
        if (!process.terminal()) {
            refuse(path);
        }
        return path.isEmpty() ? NONE : connect(main, path.get());
    }

    /** Fails where {@code path} names a socket that no terminal would be sent to. */
    static void refuse(Optional<Path> path) {
        if (path.isPresent()) {
            throw new InvalidInputException(
                    "cannot use console socket if jrun will not detach or allocate tty; leave --console-socket out");
        }
    }

    private static ConsoleSocket connect(Stub main, Path path) {
        Fd socket = main.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_STREAM));
        try {
            connect(main, socket, path);
            return new ConsoleSocket(main, path, (Fd.Number) socket);
        } catch (SyscallException failure) {
            main.call("close the console socket", new Close(socket));
            throw failure;
        }
    }

    /** A path that is too long for an address is replaced by that of a descriptor. */
    private static void connect(Stub main, Fd socket, Path path) {
        String intent = "--console-socket: connect to " + path;
        if (path.toString().getBytes(StandardCharsets.UTF_8).length <= ADDRESS_LIMIT) {
            main.call(intent, new ConnectUnix(socket, path.toString()));
            return;
        }
        Fd file = main.call(intent, new Openat(Fd.CWD, path.toString(), Set.of(OpenFlag.O_PATH), 0));
        try {
            main.call(intent, new ConnectUnix(socket, "/proc/self/fd/" + file));
        } finally {
            main.call(intent, new Close(file));
        }
    }

    @Override
    public void receive(Fd.Number master, String name) {
        try {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            main.call("--console-socket: send the terminal to " + path, new SendWithFd(socket, text, master));
        } finally {
            main.call("close the terminal", new Close(master));
        }
    }

    @Override
    public void close() {
        main.call("close the console socket", new Close(socket));
    }
}
