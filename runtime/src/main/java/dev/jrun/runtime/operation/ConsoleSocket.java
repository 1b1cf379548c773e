package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.spec.Process;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The socket on which the caller waits for the terminal of a container that is left to it. It gets one message: the
 * terminal's name, and the master's descriptor with it.
 */
final class ConsoleSocket implements TerminalReceiver {
    private final CallerSocket socket;

    private ConsoleSocket(CallerSocket socket) {
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
        return new ConsoleSocket(
                CallerSocket.connect(main, "--console-socket", SocketCall.SOCK_STREAM, path.toString()));
    }

    @Override
    public void receive(Fd.Number master, String name) {
        socket.send(name, master);
    }

    @Override
    public void close() {
        socket.close();
    }
}
