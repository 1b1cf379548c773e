package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Calls on Unix sockets. Each that makes a descriptor sets its close-on-exec flag. */
public sealed interface SocketCall {
    int AF_UNIX = 1;
    int AF_INET = 2;
    int SOCK_STREAM = 1;
    int SOCK_DGRAM = 2;
    int SOCK_SEQPACKET = 5;
    int SOCK_CLOEXEC = 0x80000;

    /** socket(2). */
    record Socket(int domain, int type) implements SocketCall, Syscall.OfFd {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SOCKET, Arg.of(domain), Arg.of(type | SOCK_CLOEXEC), Arg.of(0));
        }
    }

    /** socketpair(2) of Unix SOCK_SEQPACKET sockets; gives the two descriptors. */
    record Socketpair() implements SocketCall, Syscall<List<Fd>> {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.SOCKETPAIR,
                    Arg.of(AF_UNIX),
                    Arg.of(SOCK_SEQPACKET | SOCK_CLOEXEC),
                    Arg.of(0),
                    Arg.out(8));
        }

        @Override
        public List<Fd> lift(Reply reply) {
            ByteBuffer pair = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            return List.of(Fd.of(pair.getInt(0)), Fd.of(pair.getInt(4)));
        }
    }

    /** bind(2) to a path of at most 107 bytes. */
    record BindUnix(Fd socket, String path) implements SocketCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            byte[] address = unixAddress(path);
            return RawCall.of(SyscallNumber.BIND, socket.arg(), Arg.in(address), Arg.of(address.length));
        }
    }

    /** connect(2) to a path of at most 107 bytes, or to an abstract address, whose first byte is written as {@code @}. */
    record ConnectUnix(Fd socket, String path) implements SocketCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            byte[] address = unixAddress(path);
            return RawCall.of(SyscallNumber.CONNECT, socket.arg(), Arg.in(address), Arg.of(address.length));
        }
    }

    /** listen(2). */
    record Listen(Fd socket, int backlog) implements SocketCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.LISTEN, socket.arg(), Arg.of(backlog));
        }
    }

    /** accept4(2). */
    record Accept4(Fd socket) implements SocketCall, Syscall.OfFd {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.ACCEPT4, socket.arg(), Arg.NULL, Arg.NULL, Arg.of(SOCK_CLOEXEC));
        }
    }

    /** sendto(2) on a connected socket, with MSG_NOSIGNAL. */
    record Send(Fd socket, byte[] bytes) implements SocketCall, Syscall.OfNumber {
        private static final int MSG_NOSIGNAL = 0x4000;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.SENDTO,
                    socket.arg(),
                    Arg.in(bytes),
                    Arg.of(bytes.length),
                    Arg.of(MSG_NOSIGNAL),
                    // Without an address there is no length of one, either.
                    Arg.NULL);
        }

        @Override
        public String toString() {
            return "Send[socket=" + socket + ", " + bytes.length + " bytes]";
        }
    }

    /** recvfrom(2): one message, cut to {@code size} bytes. Gives nothing at the end of the stream. */
    record Receive(Fd socket, int size) implements SocketCall, Syscall<byte[]> {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    // As above.
                    SyscallNumber.RECVFROM, socket.arg(), Arg.room(size), Arg.of(size), Arg.of(0), Arg.NULL);
        }

        @Override
        public byte[] lift(Reply reply) {
            byte[] message = reply.outs().getFirst();
            return message.length == reply.value() ? message : Arrays.copyOf(message, (int) reply.value());
        }
    }

    /** sendmsg(2) of one byte with descriptors (SCM_RIGHTS), which must be numbers, not slots. */
    record SendFds(Fd socket, List<Fd.Number> fds) implements SocketCall, Syscall.OfNumber {
        private static final int MSG_NOSIGNAL = 0x4000;

        public SendFds {
            fds = List.copyOf(fds);
        }

        @Override
        public RawCall lower() {
            var control = new Arg.Struct(controlSize(fds.size()))
                    .int64(0, CMSG_HEADER + 4L * fds.size())
                    .int32(8, SOL_SOCKET)
                    .int32(12, SCM_RIGHTS);
            for (int i = 0; i < fds.size(); i++) {
                control.int32(CMSG_HEADER + 4 * i, fds.get(i).value());
            }
            byte[] bytes = control.toBytes();
            Arg message = message(Arg.in(new byte[] {' '}), 1, Arg.in(bytes), bytes.length, false);
            return RawCall.of(SyscallNumber.SENDMSG, socket.arg(), message, Arg.of(MSG_NOSIGNAL));
        }
    }

    /** sendmsg(2) of {@code bytes} with one descriptor (SCM_RIGHTS). */
    record SendWithFd(Fd socket, byte[] bytes, Fd.Number fd) implements SocketCall, Syscall.OfNumber {
        private static final int MSG_NOSIGNAL = 0x4000;

        @Override
        public RawCall lower() {
            byte[] control = new Arg.Struct(controlSize(1))
                    .int64(0, CMSG_HEADER + 4L)
                    .int32(8, SOL_SOCKET)
                    .int32(12, SCM_RIGHTS)
                    .int32(CMSG_HEADER, fd.value())
                    .toBytes();
            Arg message = message(Arg.in(bytes), bytes.length, Arg.in(control), control.length, false);
            return RawCall.of(SyscallNumber.SENDMSG, socket.arg(), message, Arg.of(MSG_NOSIGNAL));
        }

        @Override
        public String toString() {
            return "SendWithFd[socket=" + socket + ", " + bytes.length + " bytes, fd=" + fd + "]";
        }
    }

    /** recvmsg(2) of a message with at most {@code count} descriptors, with MSG_CMSG_CLOEXEC. */
    record ReceiveFds(Fd socket, int count) implements SocketCall, Syscall<List<Fd>> {
        private static final int MSG_CMSG_CLOEXEC = 0x40000000;

        @Override
        public RawCall lower() {
            int size = controlSize(count);
            Arg message = message(Arg.out(1), 1, Arg.out(size), size, true);
            return RawCall.of(SyscallNumber.RECVMSG, socket.arg(), message, Arg.of(MSG_CMSG_CLOEXEC));
        }

        @Override
        public List<Fd> lift(Reply reply) {
            ByteBuffer control = ByteBuffer.wrap(reply.outs().getLast()).order(ByteOrder.nativeOrder());
            long bytes = control.getLong(0) - CMSG_HEADER;
            List<Fd> fds = new ArrayList<>();
            for (int offset = 0; offset < bytes; offset += Integer.BYTES) {
                fds.add(Fd.of(control.getInt(CMSG_HEADER + offset)));
            }
            return fds;
        }
    }

    /** getsockopt(2) of SO_PEERCRED: who has made the other end, with the effective ids that it had then. */
    record PeerCredentials(Fd socket) implements SocketCall, Syscall<PeerCredentials.Peer> {
        private static final int SO_PEERCRED = 17;

        /** A process, as this one's namespaces number it. */
        public record Peer(int pid, int uid, int gid) {}

        @Override
        public RawCall lower() {
            return option(socket, SO_PEERCRED, 12);
        }

        @Override
        public Peer lift(Reply reply) {
            ByteBuffer ids = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            return new Peer(ids.getInt(0), ids.getInt(4), ids.getInt(8));
        }
    }

    /** getsockopt(2) of SO_PEERGROUPS: the supplementary groups of the process at the other end; ERANGE for over 256. */
    record PeerGroups(Fd socket) implements SocketCall, Syscall<List<Integer>> {
        private static final int SO_PEERGROUPS = 59;

        @Override
        public RawCall lower() {
            return option(socket, SO_PEERGROUPS, 1024);
        }

        @Override
        public List<Integer> lift(Reply reply) {
            ByteBuffer gids = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            int bytes = ByteBuffer.wrap(reply.outs().getLast())
                    .order(ByteOrder.nativeOrder())
                    .getInt(0);
            List<Integer> groups = new ArrayList<>();
            for (int at = 0; at < bytes; at += Integer.BYTES) {
                groups.add(gids.getInt(at));
            }
            return groups;
        }
    }

    private static RawCall option(Fd socket, int option, int size) {
        byte[] length = new Arg.Struct(4).int32(0, size).toBytes();
        return RawCall.of(
                SyscallNumber.GETSOCKOPT,
                socket.arg(),
                Arg.of(SOL_SOCKET),
                Arg.of(option),
                Arg.out(size),
                Arg.inOut(length));
    }

    /** shutdown(2) of both directions. On a socket that listens it ends the listening, for all who wait to be accepted. */
    record Shutdown(Fd socket) implements SocketCall, Syscall.OfVoid {
        private static final int SHUT_RDWR = 2;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SHUTDOWN, socket.arg(), Arg.of(SHUT_RDWR));
        }
    }

    /** recvmsg(2) of at most {@code size} bytes and at most one descriptor, with MSG_CMSG_CLOEXEC. */
    record ReceiveWithFd(Fd socket, int size) implements SocketCall, Syscall<ReceiveWithFd.Message> {
        private static final int MSG_CMSG_CLOEXEC = 0x40000000;

        /** What was received; no bytes at the end of the stream. */
        public record Message(byte[] bytes, Optional<Fd.Number> fd) {}

        @Override
        public RawCall lower() {
            int control = controlSize(1);
            Arg message = message(Arg.out(size), size, Arg.out(control), control, true);
            return RawCall.of(SyscallNumber.RECVMSG, socket.arg(), message, Arg.of(MSG_CMSG_CLOEXEC));
        }

        @Override
        public Message lift(Reply reply) {
            byte[] data = reply.outs().get(reply.outs().size() - 2);
            ByteBuffer control = ByteBuffer.wrap(reply.outs().getLast()).order(ByteOrder.nativeOrder());
            byte[] bytes = Arrays.copyOf(data, (int) reply.value());
            boolean none = control.getLong(0) < CMSG_HEADER + Integer.BYTES;
            return new Message(
                    bytes, none ? Optional.empty() : Optional.of((Fd.Number) Fd.of(control.getInt(CMSG_HEADER))));
        }
    }

    int CMSG_HEADER = 16;
    int SOL_SOCKET = 1;
    int SCM_RIGHTS = 1;

    private static int controlSize(int fds) {
        return CMSG_HEADER + (4 * fds + 7 & ~7);
    }

    /** struct msghdr with one iovec; its regions come out in the order msghdr, data, control. */
    private static Arg message(Arg data, long dataSize, Arg control, long controlSize, boolean out) {
        byte[] iovec = new Arg.Struct(16).int64(8, dataSize).toBytes();
        byte[] header = new Arg.Struct(56).int64(24, 1).int64(40, controlSize).toBytes();
        Arg vector = Arg.struct(iovec, new Arg.Pointer(0, data));
        return new Arg.Memory(header, out, List.of(new Arg.Pointer(16, vector), new Arg.Pointer(32, control)));
    }

    private static byte[] unixAddress(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (path.startsWith("@")) {
            name[0] = 0;
            return new Arg.Struct(2 + name.length)
                    .int16(0, AF_UNIX)
                    .bytes(2, name)
                    .toBytes();
        }
        if (name.length > 107) {
            throw new IllegalArgumentException("a socket's path has at most 107 bytes: " + path);
        }
        return new Arg.Struct(2 + name.length + 1)
                .int16(0, AF_UNIX)
                .bytes(2, name)
                .toBytes();
    }
}
