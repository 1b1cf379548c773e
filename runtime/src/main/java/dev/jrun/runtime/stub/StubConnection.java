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

/**
 * The engine's end of a channel: whole messages over a SOCK_SEQPACKET socket. Owns the socket.
 *
 * @param local runs calls in this JVM
 * @param socket the engine's descriptor
 * @param peer who is at the other end, for messages
 */
record StubConnection(SyscallExecutor local, Fd.Number socket, String peer) implements AutoCloseable {
    /** Sends one message; a {@link LostStubException} when nobody is there to receive it. */
    void send(byte[] message) {
        try {
            local.call("send to " + peer, new Send(socket, message));
        } catch (SyscallException failure) {
            throw hungUp(failure) ? lost() : failure;
        }
    }

    /** Waits for the next message, of at most {@code size} bytes; nothing when the peer has closed its end. */
    Optional<byte[]> receive(int size) {
        while (true) {
            try {
                byte[] message = local.call("receive from " + peer, new Receive(socket, size));
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

    /** Sends a message with a descriptor of this JVM's. */
    void sendFd(Fd.Number fd) {
        local.call("send a descriptor to " + peer, new SendFds(socket, List.of(fd)));
    }

    /** Receives a message with a descriptor, which is this JVM's from then on. */
    Fd receiveFd() {
        return local.call("receive a descriptor from " + peer, new ReceiveFds(socket, 1))
                .getFirst();
    }

    LostStubException lost() {
        return new LostStubException(peer + " went away");
    }

    private static boolean hungUp(SyscallException failure) {
        return failure.errno().equals(Errno.EPIPE) || failure.errno().equals(Errno.ECONNRESET);
    }

    @Override
    public void close() {
        local.call("close the channel of " + peer, new Close(socket));
    }
}
