package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.ConnectUnix;
import dev.jrun.runtime.syscall.SocketCall.SendWithFd;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A connection of the main stub's to a socket that the caller of jrun listens on. */
final class CallerSocket implements AutoCloseable {
    private static final int ADDRESS_LIMIT = 107;

    private final Stub main;
    private final String name;
    private final Fd.Number socket;

    private CallerSocket(Stub main, String name, Fd.Number socket) {
        this.main = main;
        this.name = name;
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param name of the socket, for messages: the flag or variable that it comes from
     * @param type SOCK_STREAM or SOCK_DGRAM
     * @param path absolute, or an abstract address behind {@code @}
     */
    static CallerSocket connect(Stub main, String name, int type, String path) {
        Fd socket = main.call("make a socket", new Socket(SocketCall.AF_UNIX, type));
        try {
            connect(main, socket, path, name + ": connect to " + path);
            return new CallerSocket(main, name + ": send to " + path, (Fd.Number) socket);
        } catch (SyscallException failure) {
            main.call("close a socket", new Close(socket));
            throw failure;
        }
    }

    /** A path that is too long for an address is replaced by that of a descriptor. */
    private static void connect(Stub main, Fd socket, String path, String intent) {
        if (path.getBytes(StandardCharsets.UTF_8).length <= ADDRESS_LIMIT) {
            main.call(intent, new ConnectUnix(socket, path));
            return;
        }
        Fd file = main.call(intent, new Openat(Fd.CWD, path, Set.of(OpenFlag.O_PATH), 0));
        try {
            main.call(intent, new ConnectUnix(socket, "/proc/self/fd/" + file));
        } finally {
            main.call(intent, new Close(file));
        }
    }

    void send(String text) {
        main.call(name, new SocketCall.Send(socket, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends one message with one descriptor of the main stub's, and closes that. */
    void send(String text, Fd.Number fd) {
        try {
            main.call(name, new SendWithFd(socket, text.getBytes(StandardCharsets.UTF_8), fd));
        } finally {
            main.call("close a descriptor that was sent", new Close(fd));
        }
    }

    @Override
    public void close() {
        main.call("close a socket", new Close(socket));
    }
}
