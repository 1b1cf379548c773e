package dev.jrun.it;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.Accept4;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.Listen;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The socket of {@code --console-socket} or {@code --pidfd-socket}, with a client of runtimes behind it. */
public final class ConsoleListener implements AutoCloseable {
    private static final int MOST_TEXT = 4096;

    private final LocalExecutor local = new LocalExecutor();
    private final Path path;
    private final Fd.Number socket;

    /** Listens at {@code path}, however long that is. */
    public ConsoleListener(Path path) {
        this.path = path;
        socket = (Fd.Number) local.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_STREAM));
        // The address of a socket is limited, its file's path is not: it is moved where it shall be.
        Path bound = Path.of("/tmp", Jrun.newId() + ".sock");
        local.call("bind", new BindUnix(socket, bound.toString()));
        local.call("listen", new Listen(socket, 1));
        try {
            Files.move(bound, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one message brought: a terminal with its name. */
    public record Received(Terminal terminal, String name) {}

    /** Takes the message that was sent, a terminal. */
    public Received receive() {
        Message message = receiveMessage();
        return new Received(new Terminal(message.descriptor()), "/" + message.rest());
    }

    /**
     * A message as it came.
     *
     * @param rest of the text: the call that takes descriptors takes the first byte with them
     */
    public record Message(Fd.Number descriptor, String rest) {}

    /** Takes the message that was sent, and fails unless it is one with exactly one descriptor. */
    public Message receiveMessage() {
        if (!isConnected()) {
            throw new AssertionError("nobody has connected to " + path);
        }
        Fd connection = local.call("accept", new Accept4(socket));
        try {
            List<Fd> fds = local.call("receive", new ReceiveFds(connection, 2));
            byte[] rest = local.call("receive the text", new Receive(connection, MOST_TEXT));
            byte[] end = local.call("receive the end", new Receive(connection, 1));
            if (fds.size() != 1 || end.length != 0) {
                throw new AssertionError("expected one message with one descriptor, got " + fds.size());
            }
            return new Message((Fd.Number) fds.getFirst(), new String(rest, StandardCharsets.UTF_8));
        } finally {
            local.call("close", new Close(connection));
        }
    }

    /** Whether somebody has connected. */
    public boolean isConnected() {
        return local.call("poll", new Ppoll(List.of(socket.value()), Ppoll.POLLIN, 0))[0] != 0;
    }

    @Override
    public void close() {
        local.call("close", new Close(socket));
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
