package dev.jrun.runtime.operation;

import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.SocketCall;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The socket on which the caller waits for the pidfd of a process that jrun makes. It gets one message: what kind of
 * process that is, and the pidfd with it.
 */
final class PidfdSocket implements AutoCloseable {
    /** The process is the init of a new container. */
    static final String STANDARD = "standard";

    /** The process has joined a container. */
    static final String SETNS = "setns";

    private final Stub main;
    private final Optional<CallerSocket> socket;

    private PidfdSocket(Stub main, Optional<CallerSocket> socket) {
        this.main = main;
        this.socket = socket;
    }

    /** Connects where the caller has named a socket, while the process can still be refused. */
    static PidfdSocket of(Stub main, Optional<Path> path) {
        return new PidfdSocket(
                main,
                path.map(named ->
                        CallerSocket.connect(main, "--pidfd-socket", SocketCall.SOCK_STREAM, named.toString())));
    }

    /** Sends the pidfd of a child of the main stub's. */
    void send(String kind, long pid) {
        if (socket.isPresent()) {
            Fd pidfd = main.call("--pidfd-socket: open process " + pid, new PidfdOpen(pid));
            socket.get().send(kind, (Fd.Number) pidfd);
        }
    }

    @Override
    public void close() {
        socket.ifPresent(CallerSocket::close);
    }
}
