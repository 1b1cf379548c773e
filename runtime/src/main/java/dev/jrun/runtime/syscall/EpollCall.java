package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Calls that watch many descriptors at once. */
public sealed interface EpollCall {
    /** Where the kernel's struct epoll_event, which is packed on x86_64 alone, has the watched descriptor. */
    int DATA = Arch.current() == Arch.X86_64 ? 4 : 8;

    int EVENT_SIZE = DATA + 8;

    /** epoll_create1(2) with EPOLL_CLOEXEC. */
    record EpollCreate1() implements EpollCall, Syscall.OfFd {
        private static final int EPOLL_CLOEXEC = 0x80000;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.EPOLL_CREATE1, Arg.of(EPOLL_CLOEXEC));
        }
    }

    /** epoll_ctl(2) with EPOLL_CTL_ADD on a pidfd: has the end of its process told, once. */
    record WatchForEnd(Fd epoll, int fd) implements EpollCall, Syscall.OfVoid {
        private static final int EPOLL_CTL_ADD = 1;
        private static final int EPOLLIN = 1;
        private static final int EPOLLONESHOT = 1 << 30;

        @Override
        public RawCall lower() {
            byte[] event = new Arg.Struct(EVENT_SIZE)
                    .int32(0, EPOLLIN | EPOLLONESHOT)
                    .int64(DATA, fd)
                    .toBytes();
            return RawCall.of(SyscallNumber.EPOLL_CTL, epoll.arg(), Arg.of(EPOLL_CTL_ADD), Arg.of(fd), Arg.in(event));
        }
    }

    /** epoll_ctl(2) with EPOLL_CTL_DEL. */
    record StopWatching(Fd epoll, int fd) implements EpollCall, Syscall.OfVoid {
        private static final int EPOLL_CTL_DEL = 2;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.EPOLL_CTL, epoll.arg(), Arg.of(EPOLL_CTL_DEL), Arg.of(fd), Arg.NULL);
        }
    }

    /** epoll_pwait(2) without a limit; gives the descriptors that something is to be told of. */
    record EpollWait(Fd epoll) implements EpollCall, Syscall<List<Integer>> {
        private static final int MOST = 16;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.EPOLL_PWAIT,
                    epoll.arg(),
                    Arg.out(MOST * EVENT_SIZE),
                    Arg.of(MOST),
                    Arg.of(-1),
                    Arg.NULL,
                    Arg.of(8));
        }

        @Override
        public List<Integer> lift(Reply reply) {
            ByteBuffer events = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            List<Integer> fds = new ArrayList<>();
            for (int i = 0; i < reply.value(); i++) {
                fds.add(events.getInt(i * EVENT_SIZE + DATA));
            }
            return fds;
        }
    }
}
