package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.namespace.NetlinkMessage;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import java.util.ArrayList;
import java.util.List;

/** A socket of rtnetlink(7) in a stub: it speaks of the network namespace that the stub is in. */
final class Netlink implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    /** The kernel makes no message larger than this for a reader with so much room. */
    private static final int ROOM = 32768;

    private final Stub stub;
    private final Fd.Number socket;

    Netlink(Stub stub) {
        this.stub = stub;
        this.socket = (Fd.Number) stub.call("open a netlink socket", new Socket(AF_NETLINK, SOCK_RAW));
    }

    /**
     * Sends one message and receives all of the answer.
     *
     * @param intent what it is for, the JSON pointer first
     * @param single whether the answer is one message, with nothing to mark its end
     */
    List<NetlinkMessage> ask(String intent, NetlinkMessage message, boolean single) {
        stub.call(intent, new Send(socket, message.toBytes()));
        List<NetlinkMessage> answer = new ArrayList<>();
        do {
            byte[] received = stub.call(intent, new Receive(socket, ROOM));
            answer.addAll(NetlinkMessage.parse(received));
        } while (!single && !answer.getLast().isLast());
        Errno errno = new Errno(answer.getLast().errno());
        if (errno.equals(Errno.ENODEV) || errno.equals(Errno.EEXIST)) {
            throw new InvalidInputException(intent + ": " + errno.message());
        }
        if (errno.number() != 0) {
            throw new UnsupportedFeatureException(intent + ": " + errno.message());
        }
        return answer;
    }

    @Override
    public void close() {
        stub.call("close a netlink socket", new Close(socket));
    }
}
