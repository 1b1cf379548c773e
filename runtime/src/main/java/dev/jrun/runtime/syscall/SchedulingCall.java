package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.SyscallNumber;
import java.util.BitSet;

/** Calls that say how the kernel treats a process: its share of CPUs, disks and memory nodes, its execution domain. */
public sealed interface SchedulingCall {
    /** sched_setattr(2) of process {@code pid}, 0 for the caller. */
    record SchedSetattr(long pid, Attributes attributes) implements SchedulingCall, Syscall.OfVoid {
        private static final int SIZE_VER0 = 48;
        private static final int SIZE_VER1 = 56;

        /**
         * struct sched_attr.
         *
         * @param clamped whether the limits of utilization are there; each is the kernel's own default then
         */
        public record Attributes(
                int policy,
                long flags,
                int nice,
                int priority,
                long runtime,
                long deadline,
                long period,
                boolean clamped) {
            private byte[] toBytes() {
                int size = clamped ? SIZE_VER1 : SIZE_VER0;
                var struct = new Arg.Struct(size)
                        .int32(0, size)
                        .int32(4, policy)
                        .int64(8, flags)
                        .int32(16, nice)
                        .int32(20, priority)
                        .int64(24, runtime)
                        .int64(32, deadline)
                        .int64(40, period);
                if (clamped) {
                    struct.int32(48, -1).int32(52, -1);
                }
                return struct.toBytes();
            }
        }

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SCHED_SETATTR, Arg.of(pid), Arg.in(attributes.toBytes()), Arg.of(0));
        }
    }

    /** sched_setaffinity(2) of process {@code pid}, 0 for the caller. */
    record SchedSetaffinity(long pid, BitSet cpus) implements SchedulingCall, Syscall.OfVoid {
        public SchedSetaffinity {
            cpus = (BitSet) cpus.clone();
        }

        @Override
        public BitSet cpus() {
            return (BitSet) cpus.clone();
        }

        @Override
        public RawCall lower() {
            byte[] mask = mask(cpus);
            return RawCall.of(SyscallNumber.SCHED_SETAFFINITY, Arg.of(pid), Arg.of(mask.length), Arg.in(mask));
        }
    }

    /** ioprio_set(2) of process {@code pid}, 0 for the caller. */
    record IoprioSet(long pid, int priorityClass, int level) implements SchedulingCall, Syscall.OfVoid {
        private static final int IOPRIO_WHO_PROCESS = 1;
        private static final int IOPRIO_CLASS_SHIFT = 13;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.IOPRIO_SET,
                    Arg.of(IOPRIO_WHO_PROCESS),
                    Arg.of(pid),
                    Arg.of(priorityClass << IOPRIO_CLASS_SHIFT | level));
        }
    }

    /** personality(2) of the caller; returns the one before. */
    record Personality(int domain) implements SchedulingCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PERSONALITY, Arg.of(domain));
        }
    }

    /**
     * set_mempolicy(2) of the caller.
     *
     * @param mode with its flags
     */
    record SetMempolicy(int mode, BitSet nodes) implements SchedulingCall, Syscall.OfVoid {
        public SetMempolicy {
            nodes = (BitSet) nodes.clone();
        }

        @Override
        public BitSet nodes() {
            return (BitSet) nodes.clone();
        }

        @Override
        public RawCall lower() {
            if (nodes.isEmpty()) {
                return RawCall.of(SyscallNumber.SET_MEMPOLICY, Arg.of(mode), Arg.NULL, Arg.of(0));
            }
            byte[] mask = mask(nodes);
            // The kernel reads one bit less than it is told.
            return RawCall.of(
                    SyscallNumber.SET_MEMPOLICY,
                    Arg.of(mode),
                    Arg.in(mask),
                    Arg.of((long) mask.length * Byte.SIZE + 1));
        }
    }

    /** The bits in whole words, as the kernel wants them; both architectures are little-endian. */
    private static byte[] mask(BitSet bits) {
        int words = Math.max(1, (bits.length() + Long.SIZE - 1) / Long.SIZE);
        byte[] mask = new byte[words * Long.BYTES];
        byte[] set = bits.toByteArray();
        System.arraycopy(set, 0, mask, 0, set.length);
        return mask;
    }
}
