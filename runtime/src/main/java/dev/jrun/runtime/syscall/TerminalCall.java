package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The requests of ioctl(2) to terminals, see ioctl_tty(2). Their numbers are the same on x86_64 and aarch64. */
public sealed interface TerminalCall {
    /** TIOCSPTLCK with 0: lets the other side of a pseudoterminal be opened. */
    record UnlockPty(Fd master) implements TerminalCall, Syscall.OfVoid {
        private static final long TIOCSPTLCK = 0x40045431;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, master.arg(), Arg.of(TIOCSPTLCK), Arg.in(new byte[Integer.BYTES]));
        }
    }

    /** TIOCGPTN: the number of a pseudoterminal, its name in /dev/pts. */
    record PtyNumber(Fd master) implements TerminalCall, Syscall<Integer> {
        private static final long TIOCGPTN = 0x80045430L;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, master.arg(), Arg.of(TIOCGPTN), Arg.out(Integer.BYTES));
        }

        @Override
        public Integer lift(Reply reply) {
            return ByteBuffer.wrap(reply.outs().getFirst())
                    .order(ByteOrder.nativeOrder())
                    .getInt();
        }
    }

    /** TIOCGPTPEER: opens the other side of a pseudoterminal, whatever lies at its path. */
    record OpenPtyPeer(Fd master) implements TerminalCall, Syscall.OfFd {
        private static final long TIOCGPTPEER = 0x5441;

        @Override
        public RawCall lower() {
            long flags = OpenFlag.O_RDWR.bits() | OpenFlag.O_NOCTTY.bits() | OpenFlag.O_CLOEXEC.bits();
            return RawCall.of(SyscallNumber.IOCTL, master.arg(), Arg.of(TIOCGPTPEER), Arg.of(flags));
        }
    }

    /** TIOCSCTTY: makes a terminal that no session has the one of the caller's session, which has none. */
    record TakeControl(Fd terminal) implements TerminalCall, Syscall.OfVoid {
        private static final long TIOCSCTTY = 0x540e;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, terminal.arg(), Arg.of(TIOCSCTTY), Arg.of(0));
        }
    }

    /** TIOCGWINSZ. */
    record GetWindowSize(Fd terminal) implements TerminalCall, Syscall<WindowSize> {
        private static final long TIOCGWINSZ = 0x5413;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, terminal.arg(), Arg.of(TIOCGWINSZ), Arg.out(WindowSize.SIZE));
        }

        @Override
        public WindowSize lift(Reply reply) {
            return WindowSize.of(reply.outs().getFirst());
        }
    }

    /** TIOCSWINSZ. */
    record SetWindowSize(Fd terminal, WindowSize size) implements TerminalCall, Syscall.OfVoid {
        private static final long TIOCSWINSZ = 0x5414;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, terminal.arg(), Arg.of(TIOCSWINSZ), Arg.in(size.toBytes()));
        }
    }

    /** TCGETS. ENOTTY for what is no terminal. */
    record GetAttributes(Fd terminal) implements TerminalCall, Syscall<TerminalAttributes> {
        private static final long TCGETS = 0x5401;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, terminal.arg(), Arg.of(TCGETS), Arg.out(TerminalAttributes.SIZE));
        }

        @Override
        public TerminalAttributes lift(Reply reply) {
            return new TerminalAttributes(reply.outs().getFirst());
        }
    }

    /** TCSETS. */
    record SetAttributes(Fd terminal, TerminalAttributes attributes) implements TerminalCall, Syscall.OfVoid {
        private static final long TCSETS = 0x5402;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.IOCTL, terminal.arg(), Arg.of(TCSETS), Arg.in(attributes.toBytes()));
        }
    }
}
