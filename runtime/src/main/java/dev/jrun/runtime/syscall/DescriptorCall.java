package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Calls on open descriptors, whatever they are open on, and those that make descriptors without a path. */
public sealed interface DescriptorCall {
    /** close_range(2) over {@code first} to {@code last}, both included; {@code last} -1 means no end. */
    record CloseRange(int first, int last, boolean onExec) implements DescriptorCall, Syscall.OfVoid {
        private static final int CLOSE_RANGE_CLOEXEC = 4;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.CLOSE_RANGE,
                    Arg.of(first),
                    Arg.of(last & 0xffffffffL),
                    Arg.of(onExec ? CLOSE_RANGE_CLOEXEC : 0));
        }
    }

    /** pipe2(2) with O_CLOEXEC; gives the end to read from and the end to write to. */
    record Pipe2() implements DescriptorCall, Syscall<List<Fd>> {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PIPE2, Arg.out(2 * Integer.BYTES), Arg.of(OpenFlag.O_CLOEXEC.bits()));
        }

        @Override
        public List<Fd> lift(Reply reply) {
            ByteBuffer ends = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            return List.of(Fd.of(ends.getInt(0)), Fd.of(ends.getInt(Integer.BYTES)));
        }
    }

    /** dup3(2). */
    record Dup3(Fd from, int to, boolean closeOnExec) implements DescriptorCall, Syscall.OfFd {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.DUP3, from.arg(), Arg.of(to), Arg.of(closeOnExec ? OpenFlag.O_CLOEXEC.bits() : 0));
        }
    }

    /** fcntl(2) with a number as its argument. */
    record Fcntl(Fd fd, int command, long argument) implements DescriptorCall, Syscall.OfNumber {
        public static final int F_DUPFD = 0;
        public static final int F_GETFD = 1;
        public static final int F_SETFD = 2;
        public static final int F_GETFL = 3;
        public static final int F_SETFL = 4;
        public static final int F_DUPFD_CLOEXEC = 1030;
        public static final int F_ADD_SEALS = 1033;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FCNTL, fd.arg(), Arg.of(command), Arg.of(argument));
        }
    }

    /** lseek(2) with SEEK_SET or SEEK_END. */
    record Lseek(Fd fd, long offset, int whence) implements DescriptorCall, Syscall.OfNumber {
        public static final int SEEK_SET = 0;
        public static final int SEEK_END = 2;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.LSEEK, fd.arg(), Arg.of(offset), Arg.of(whence));
        }
    }

    /** flock(2). */
    record Flock(Fd fd, int operation) implements DescriptorCall, Syscall.OfVoid {
        public static final int LOCK_SH = 1;
        public static final int LOCK_EX = 2;
        public static final int LOCK_NB = 4;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FLOCK, fd.arg(), Arg.of(operation));
        }
    }

    /** ftruncate(2). */
    record Ftruncate(Fd fd, long size) implements DescriptorCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FTRUNCATE, fd.arg(), Arg.of(size));
        }
    }

    /** memfd_create(2) with MFD_CLOEXEC, MFD_ALLOW_SEALING and, for files that are executed, no exec ban. */
    record MemfdCreate(String name) implements DescriptorCall, Syscall.OfFd {
        private static final int MFD_CLOEXEC = 1;
        private static final int MFD_ALLOW_SEALING = 2;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.MEMFD_CREATE, Arg.text(name), Arg.of(MFD_CLOEXEC | MFD_ALLOW_SEALING));
        }
    }

    /** sendfile(2) from the current offset of {@code from}. */
    record Sendfile(Fd to, Fd from, long count) implements DescriptorCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SENDFILE, to.arg(), from.arg(), Arg.NULL, Arg.of(count));
        }
    }

    /** ioctl(2) whose argument is a pointer to {@code argument}, which the call may fill. */
    record Ioctl(Fd fd, long request, byte[] argument) implements DescriptorCall, Syscall<byte[]> {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, fd.arg(), Arg.of(request), Arg.inOut(argument));
        }

        @Override
        public byte[] lift(Reply reply) {
            return reply.outs().getFirst();
        }
    }

    /** ppoll(2) without a time limit when {@code millis} is negative; gives the revents of each descriptor. */
    record Ppoll(List<Watched> watched, long millis) implements DescriptorCall, Syscall<int[]> {
        public static final int POLLIN = 1;
        public static final int POLLPRI = 2;
        public static final int POLLOUT = 4;
        public static final int POLLHUP = 16;

        /** A descriptor and what it is watched for; that it has hung up is told in any case. */
        public record Watched(int fd, int events) {}

        public Ppoll {
            watched = List.copyOf(watched);
        }

        /** Watches all descriptors for the same events. */
        public Ppoll(List<Integer> fds, int events, long millis) {
            this(fds.stream().map(fd -> new Watched(fd, events)).toList(), millis);
        }

        @Override
        public RawCall lower() {
            var struct = new Arg.Struct(8 * watched.size());
            for (int i = 0; i < watched.size(); i++) {
                struct.int32(8 * i, watched.get(i).fd())
                        .int16(8 * i + 4, watched.get(i).events());
            }
            byte[] limit = new Arg.Struct(16)
                    .int64(0, millis / 1000)
                    .int64(8, millis % 1000 * 1_000_000)
                    .toBytes();
            return RawCall.of(
                    SyscallNumber.PPOLL,
                    Arg.inOut(struct.toBytes()),
                    Arg.of(watched.size()),
                    millis < 0 ? Arg.NULL : Arg.struct(limit),
                    Arg.NULL,
                    Arg.NULL);
        }

        @Override
        public int[] lift(Reply reply) {
            var buffer = java.nio.ByteBuffer.wrap(reply.outs().getFirst()).order(java.nio.ByteOrder.nativeOrder());
            int[] revents = new int[watched.size()];
            for (int i = 0; i < revents.length; i++) {
                revents[i] = buffer.getShort(8 * i + 6);
            }
            return revents;
        }
    }
}
