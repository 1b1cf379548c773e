package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Flag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls that make, change, wait for and end processes, and those on namespaces. */
public sealed interface ProcessCall {
    /**
     * clone3(2) without a new stack, as fork(2). The child speaks on {@code channel}, a descriptor that it inherits.
     * With CLONE_PARENT the exit signal must be 0, or the kernel says EINVAL.
     *
     * @param cgroup the open directory of a cgroup of version 2 that the child is born in; since Linux 5.7
     */
    record Clone3(Set<CloneFlag> flags, int exitSignal, int channel, Optional<Fd.Number> cgroup)
            implements ProcessCall, Syscall.OfNumber {
        private static final int CLONE_ARGS_SIZE_VER0 = 64;
        private static final int CLONE_ARGS_SIZE_VER2 = 88;
        private static final int CGROUP_OFFSET = 80;

        public Clone3 {
            flags = Flag.copy(flags);
        }

        public Clone3(Set<CloneFlag> flags, int exitSignal, int channel) {
            this(flags, exitSignal, channel, Optional.empty());
        }

        @Override
        public RawCall lower() {
            byte[] args = (cgroup.isPresent() ? bornIn(cgroup.get()) : new Arg.Struct(CLONE_ARGS_SIZE_VER0))
                    .int64(0, Flag.bits(flags) | (cgroup.isPresent() ? CloneFlag.CLONE_INTO_CGROUP.bits() : 0))
                    .int64(32, exitSignal)
                    .toBytes();
            return new RawCall(SyscallNumber.CLONE3, channel, Arg.in(args), Arg.of(args.length));
        }

        private static Arg.Struct bornIn(Fd.Number directory) {
            return new Arg.Struct(CLONE_ARGS_SIZE_VER2).int64(CGROUP_OFFSET, directory.value());
        }
    }

    /** clone(2) without a new stack: what stands in for {@link Clone3} on a kernel without it. */
    record Clone(Set<CloneFlag> flags, int exitSignal, int channel) implements ProcessCall, Syscall.OfNumber {
        public Clone {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return new RawCall(SyscallNumber.CLONE, channel, Arg.of(Flag.bits(flags) | exitSignal));
        }
    }

    /** unshare(2). */
    record Unshare(Set<CloneFlag> flags) implements ProcessCall, Syscall.OfVoid {
        public Unshare {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.UNSHARE, Arg.of(Flag.bits(flags)));
        }
    }

    /** setns(2); the kernel says EINVAL when the descriptor is not a namespace of that type. */
    record Setns(Fd fd, Set<CloneFlag> type) implements ProcessCall, Syscall.OfVoid {
        public Setns {
            type = Flag.copy(type);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETNS, fd.arg(), Arg.of(Flag.bits(type)));
        }
    }

    /** execve(2). Does not come back when it succeeds: the channel closes. */
    record Execve(String path, List<String> argv, List<String> envp) implements ProcessCall, Syscall.OfVoid {
        public Execve {
            argv = List.copyOf(argv);
            envp = List.copyOf(envp);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.EXECVE, Arg.text(path), Arg.texts(argv), Arg.texts(envp));
        }
    }

    /** execveat(2) of the file that {@code file} refers to. */
    record Execveat(Fd file, List<String> argv, List<String> envp) implements ProcessCall, Syscall.OfVoid {
        private static final int AT_EMPTY_PATH = 0x1000;

        public Execveat {
            argv = List.copyOf(argv);
            envp = List.copyOf(envp);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.EXECVEAT,
                    file.arg(),
                    Arg.text(""),
                    Arg.texts(argv),
                    Arg.texts(envp),
                    Arg.of(AT_EMPTY_PATH));
        }
    }

    /** exit_group(2). Does not come back. */
    record ExitGroup(int status) implements ProcessCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.EXIT_GROUP, Arg.of(status));
        }
    }

    /**
     * wait4(2) for {@code pid}, or any child when -1.
     *
     * @param options WNOHANG 1, __WALL 0x40000000 (needed for children whose exit signal is not SIGCHLD)
     */
    record Wait4(long pid, int options) implements ProcessCall, Syscall<WaitStatus> {
        public static final int WNOHANG = 1;
        public static final int WALL = 0x40000000;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.WAIT4, Arg.of(pid), Arg.out(4), Arg.of(options), Arg.NULL);
        }

        @Override
        public WaitStatus lift(Reply reply) {
            int status = ByteBuffer.wrap(reply.outs().getFirst())
                    .order(ByteOrder.nativeOrder())
                    .getInt();
            return new WaitStatus((int) reply.value(), status);
        }
    }

    /** kill(2). */
    record Kill(long pid, int signal) implements ProcessCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.KILL, Arg.of(pid), Arg.of(signal));
        }
    }

    /** pidfd_open(2). */
    record PidfdOpen(long pid) implements ProcessCall, Syscall.OfFd {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PIDFD_OPEN, Arg.of(pid), Arg.of(0));
        }
    }

    /** pidfd_open(2) of a process whose pid an earlier step gave. */
    record PidfdOpenOf(Slot pid) implements ProcessCall, Syscall.OfFd {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PIDFD_OPEN, new Arg.OfSlot(pid), Arg.of(0));
        }
    }

    /** pidfd_send_signal(2). */
    record PidfdSendSignal(Fd pidfd, int signal) implements ProcessCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PIDFD_SEND_SIGNAL, pidfd.arg(), Arg.of(signal), Arg.NULL, Arg.of(0));
        }
    }

    /** setsid(2). */
    record Setsid() implements ProcessCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETSID);
        }
    }

    /** sethostname(2). */
    record Sethostname(String name) implements ProcessCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return RawCall.of(SyscallNumber.SETHOSTNAME, Arg.in(bytes), Arg.of(bytes.length));
        }
    }

    /** setdomainname(2). */
    record Setdomainname(String name) implements ProcessCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return RawCall.of(SyscallNumber.SETDOMAINNAME, Arg.in(bytes), Arg.of(bytes.length));
        }
    }

    /**
     * rt_sigprocmask(2).
     *
     * @param how SIG_BLOCK 0, SIG_UNBLOCK 1, SIG_SETMASK 2
     * @param mask bit n-1 stands for signal n
     */
    record RtSigprocmask(int how, long mask) implements ProcessCall, Syscall.OfVoid {
        public static final int SIG_BLOCK = 0;
        public static final int SIG_SETMASK = 2;

        @Override
        public RawCall lower() {
            byte[] set = new Arg.Struct(8).int64(0, mask).toBytes();
            return RawCall.of(SyscallNumber.RT_SIGPROCMASK, Arg.of(how), Arg.in(set), Arg.NULL, Arg.of(8));
        }
    }

    /** rt_sigaction(2) that gives {@code signal} its default action. */
    record DefaultAction(int signal) implements ProcessCall, Syscall.OfVoid {
        private static final int SIGACTION_SIZE = 32;

        @Override
        public RawCall lower() {
            Arg action = Arg.in(new byte[SIGACTION_SIZE]);
            return RawCall.of(SyscallNumber.RT_SIGACTION, Arg.of(signal), action, Arg.NULL, Arg.of(8));
        }
    }

    /** prctl(2) with PR_SET_NAME: what /proc/PID/comm says, of at most 15 bytes, until the next execve(2). */
    record SetCommandName(String name) implements ProcessCall, Syscall.OfVoid {
        private static final int PR_SET_NAME = 15;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.PRCTL, Arg.of(PR_SET_NAME), Arg.text(name), Arg.of(0), Arg.of(0), Arg.of(0));
        }
    }

    /**
     * rt_sigtimedwait(2) without waiting: takes one of the signals of {@code mask} that are blocked and pending; EAGAIN
     * when there is none.
     */
    record TakePendingSignal(long mask) implements ProcessCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            byte[] set = new Arg.Struct(8).int64(0, mask).toBytes();
            byte[] atOnce = new Arg.Struct(16).toBytes();
            return RawCall.of(SyscallNumber.RT_SIGTIMEDWAIT, Arg.in(set), Arg.NULL, Arg.in(atOnce), Arg.of(set.length));
        }
    }

    /** signalfd4(2) with SFD_CLOEXEC and SFD_NONBLOCK for the signals of {@code mask}. */
    record Signalfd4(long mask) implements ProcessCall, Syscall.OfFd {
        private static final int SFD_CLOEXEC = 0x80000;
        private static final int SFD_NONBLOCK = 0x800;

        @Override
        public RawCall lower() {
            byte[] set = new Arg.Struct(8).int64(0, mask).toBytes();
            return RawCall.of(
                    SyscallNumber.SIGNALFD4, Arg.of(-1), Arg.in(set), Arg.of(8), Arg.of(SFD_CLOEXEC | SFD_NONBLOCK));
        }
    }

    /** keyctl(2) with KEYCTL_JOIN_SESSION_KEYRING. */
    record JoinSessionKeyring(String name) implements ProcessCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.KEYCTL, Arg.of(1), Arg.text(name));
        }
    }

    /** A call that takes no argument and gives an id of the process that runs it. */
    record Id(SyscallNumber number) implements ProcessCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(number);
        }
    }
}
