package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Flag;
import dev.jrun.runtime.abi.SeccompFilterFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/** Calls that change what the calling process may do. */
public sealed interface CredentialCall {
    /** setresuid(2); -1 leaves an id as it is. */
    record Setresuid(int real, int effective, int saved) implements CredentialCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETRESUID, Arg.of(real), Arg.of(effective), Arg.of(saved));
        }
    }

    /** setresgid(2); -1 leaves an id as it is. */
    record Setresgid(int real, int effective, int saved) implements CredentialCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETRESGID, Arg.of(real), Arg.of(effective), Arg.of(saved));
        }
    }

    /** setgroups(2). */
    record Setgroups(List<Integer> gids) implements CredentialCall, Syscall.OfVoid {
        public Setgroups {
            gids = List.copyOf(gids);
        }

        @Override
        public RawCall lower() {
            var array = new Arg.Struct(4 * gids.size());
            for (int i = 0; i < gids.size(); i++) {
                array.int32(4 * i, gids.get(i));
            }
            return RawCall.of(SyscallNumber.SETGROUPS, Arg.of(gids.size()), Arg.in(array.toBytes()));
        }
    }

    /** setfsuid(2): the id that file permissions are checked with. Returns the id before; never fails. */
    record Setfsuid(int uid) implements CredentialCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETFSUID, Arg.of(uid));
        }
    }

    /** setfsgid(2). */
    record Setfsgid(int gid) implements CredentialCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SETFSGID, Arg.of(gid));
        }
    }

    /** capset(2), version 3, for the calling thread; bit n of a mask is capability n. */
    record Capset(long effective, long permitted, long inheritable) implements CredentialCall, Syscall.OfVoid {
        private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

        @Override
        public RawCall lower() {
            byte[] header =
                    new Arg.Struct(8).int32(0, LINUX_CAPABILITY_VERSION_3).toBytes();
            byte[] data = new Arg.Struct(24)
                    .int32(0, (int) effective)
                    .int32(4, (int) permitted)
                    .int32(8, (int) inheritable)
                    .int32(12, (int) (effective >>> 32))
                    .int32(16, (int) (permitted >>> 32))
                    .int32(20, (int) (inheritable >>> 32))
                    .toBytes();
            return RawCall.of(SyscallNumber.CAPSET, Arg.in(header), Arg.in(data));
        }
    }

    /** capget(2), version 3, of process {@code pid}: its effective, permitted and inheritable capabilities. */
    record Capget(long pid) implements CredentialCall, Syscall<List<Long>> {
        private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

        @Override
        public RawCall lower() {
            byte[] header = new Arg.Struct(8)
                    .int32(0, LINUX_CAPABILITY_VERSION_3)
                    .int32(4, (int) pid)
                    .toBytes();
            return RawCall.of(SyscallNumber.CAPGET, Arg.in(header), Arg.out(24));
        }

        @Override
        public List<Long> lift(Reply reply) {
            ByteBuffer data = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            return List.of(set(data, 0), set(data, 4), set(data, 8));
        }

        private static long set(ByteBuffer data, int at) {
            return data.getInt(at) & 0xffffffffL | (long) data.getInt(at + 12) << 32;
        }
    }

    /** prctl(2) with numbers as arguments. */
    record Prctl(int option, long argument2, long argument3) implements CredentialCall, Syscall.OfNumber {
        public static final int PR_SET_PDEATHSIG = 1;
        public static final int PR_SET_DUMPABLE = 4;
        public static final int PR_SET_KEEPCAPS = 8;
        public static final int PR_CAPBSET_READ = 23;
        public static final int PR_CAPBSET_DROP = 24;
        public static final int PR_SET_CHILD_SUBREAPER = 36;
        public static final int PR_SET_NO_NEW_PRIVS = 38;
        public static final int PR_CAP_AMBIENT = 47;
        public static final int PR_CAP_AMBIENT_RAISE = 2;
        public static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.PRCTL, Arg.of(option), Arg.of(argument2), Arg.of(argument3), Arg.of(0), Arg.of(0));
        }
    }

    /** prlimit64(2): sets a limit of process {@code pid}, 0 for the caller. -1 means no limit. */
    record Prlimit64(long pid, int resource, long soft, long hard) implements CredentialCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            byte[] limit = new Arg.Struct(16).int64(0, soft).int64(8, hard).toBytes();
            return RawCall.of(SyscallNumber.PRLIMIT64, Arg.of(pid), Arg.of(resource), Arg.in(limit), Arg.NULL);
        }
    }

    /**
     * seccomp(2) with SECCOMP_SET_MODE_FILTER: {@code program}, an array of struct sock_filter, decides on all later
     * system calls. Gives the descriptor of its notifications with SECCOMP_FILTER_FLAG_NEW_LISTENER, else 0.
     */
    record SetSeccompFilter(byte[] program, Set<SeccompFilterFlag> flags) implements CredentialCall, Syscall.OfNumber {
        private static final int SECCOMP_SET_MODE_FILTER = 1;
        private static final int INSTRUCTION_SIZE = 8;

        public SetSeccompFilter {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            byte[] head = new Arg.Struct(16)
                    .int16(0, program.length / INSTRUCTION_SIZE)
                    .toBytes();
            return RawCall.of(
                    SyscallNumber.SECCOMP,
                    Arg.of(SECCOMP_SET_MODE_FILTER),
                    Arg.of(Flag.bits(flags)),
                    Arg.struct(head, new Arg.Pointer(8, Arg.in(program))));
        }

        @Override
        public String toString() {
            return "SetSeccompFilter[" + program.length / INSTRUCTION_SIZE + " instructions, flags=" + flags + "]";
        }
    }
}
