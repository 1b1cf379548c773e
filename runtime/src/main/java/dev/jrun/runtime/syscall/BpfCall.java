package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.SyscallNumber;

/** Commands of bpf(2). */
public sealed interface BpfCall {
    /** The size of {@code union bpf_attr} as far as these commands use it; the kernel takes the rest as zero. */
    int ATTR_SIZE = 72;

    /**
     * BPF_PROG_LOAD of a program of type BPF_PROG_TYPE_CGROUP_DEVICE.
     *
     * @param instructions of eight bytes each, in native order
     */
    record LoadCgroupDevice(byte[] instructions) implements BpfCall, Syscall.OfFd {
        private static final int BPF_PROG_LOAD = 5;
        private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
        private static final int INSTRUCTION = 8;

        @Override
        public RawCall lower() {
            byte[] attr = new Arg.Struct(ATTR_SIZE)
                    .int32(0, BPF_PROG_TYPE_CGROUP_DEVICE)
                    .int32(4, instructions.length / INSTRUCTION)
                    .toBytes();
            // The licence, as the kernel asks for one; no helper for GPL programs alone is called.
            Arg pointers =
                    Arg.struct(attr, new Arg.Pointer(8, Arg.in(instructions)), new Arg.Pointer(16, Arg.text("Apache")));
            return RawCall.of(SyscallNumber.BPF, Arg.of(BPF_PROG_LOAD), pointers, Arg.of(ATTR_SIZE));
        }

        @Override
        public String toString() {
            return "LoadCgroupDevice[" + instructions.length / INSTRUCTION + " instructions]";
        }
    }

    /**
     * BPF_PROG_ATTACH with BPF_F_ALLOW_MULTI: the cgroups below may have programs of their own, and all have to agree.
     *
     * @param cgroup a directory of version 2
     */
    record AttachCgroupDevice(Fd.Number cgroup, Fd.Number program) implements BpfCall, Syscall.OfVoid {
        private static final int BPF_PROG_ATTACH = 8;
        private static final int BPF_CGROUP_DEVICE = 6;
        private static final int BPF_F_ALLOW_MULTI = 2;

        @Override
        public RawCall lower() {
            byte[] attr = new Arg.Struct(ATTR_SIZE)
                    .int32(0, cgroup.value())
                    .int32(4, program.value())
                    .int32(8, BPF_CGROUP_DEVICE)
                    .int32(12, BPF_F_ALLOW_MULTI)
                    .toBytes();
            return RawCall.of(SyscallNumber.BPF, Arg.of(BPF_PROG_ATTACH), Arg.in(attr), Arg.of(ATTR_SIZE));
        }
    }
}
