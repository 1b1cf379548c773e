package dev.jrun.it;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What systemd is for a service that tells of its readiness: the other end of NOTIFY_SOCKET. */
final class NotifyListener implements AutoCloseable {
    private static final int MOST_TEXT = 4096;

    private final LocalExecutor local = new LocalExecutor();
    private final Fd.Number socket;
    private final List<String> messages = new ArrayList<>();

    NotifyListener(Path path) {
        socket = (Fd.Number) local.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_DGRAM));
        local.call("bind", new BindUnix(socket, path.toString()));
    }

    /** All messages that have come so far. A descriptor that comes with one is closed. */
    List<String> messages() {
        while (local.call("poll", new Ppoll(List.of(socket.value()), Ppoll.POLLIN, 0))[0] != 0) {
            messages.add(new String(local.call("receive", new Receive(socket, MOST_TEXT)), StandardCharsets.UTF_8));
        }
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        local.call("close", new Close(socket));
    }
}
