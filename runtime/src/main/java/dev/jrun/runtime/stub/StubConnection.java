package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.SendFds;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Optional;

/** The engine's end of a channel: whole messages over a SOCK_SEQPACKET socket. Owns the socket. */
final class StubConnection implements AutoCloseable {
    private final SyscallExecutor local;
    private final Fd.Number socket;
    private final String peer;
    private final String sending;
    private final String receiving;
    private boolean closed;

    /**
     * A channel that is open.
     *
     * @param local runs calls in this JVM
     * @param socket the engine's descriptor
     * @param peer who is at the other end, for messages
     */
    StubConnection(SyscallExecutor local, Fd.Number socket, String peer) {
        this.local = local;
        this.socket = socket;
        this.peer = peer;
        this.sending = "send to " + peer;
        this.receiving = "receive from " + peer;
    }

    String peer() {
        return peer;
    }

    /** Sends one message; a {@link LostStubException} when nobody is there to receive it. */
    void send(byte[] message) {
        try {
            local.call(sending, new Send(socket, message));
        } catch (SyscallException failure) {
            throw hungUp(failure) ? lost() : failure;
        }
    }

    /** Waits for the next message, of at most {@code size} bytes; nothing when the peer has closed its end. */
    Optional<byte[]> receive(int size) {
        while (true) {
            try {
                byte[] message = local.call(receiving, new Receive(socket, size));
                return message.length == 0 ? Optional.empty() : Optional.of(message);
            } catch (SyscallException failure) {
                if (hungUp(failure)) {
                    return Optional.empty();
                }
                if (!failure.errno().equals(Errno.EINTR)) {
                    throw failure;
                }
            }
        }
    }

    /** Sends a message with descriptors of this JVM's. */
    void sendFds(List<Fd.Number> fds) {
        local.call(sending, new SendFds(socket, fds));
    }

    /** Receives a message with a descriptor, which is this JVM's from then on. */
    Fd receiveFd() {
        return local.call(receiving, new ReceiveFds(socket, 1)).getFirst();
    }

    LostStubException lost() {
        return new LostStubException(peer + " went away");
    }

    private static boolean hungUp(SyscallException failure) {
        return failure.errno().equals(Errno.EPIPE) || failure.errno().equals(Errno.ECONNRESET);
    }

    /** A second time it does nothing: the number may be another's by then. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        local.call("close the channel of " + peer, new Close(socket));
    }
}
