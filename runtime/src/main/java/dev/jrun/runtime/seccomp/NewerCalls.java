package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.ffi.LibSeccomp;
import dev.jrun.spec.seccomp.Seccomp;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SyscallRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * System calls that are newer than all those that a profile names. Where a profile answers what it does not name with
 * an errno, they are answered with ENOSYS, which is what a C library takes for: use the older call. EPERM would be the
 * end of it. The system calls of an architecture are numbered in the order in which they came.
 */
final class NewerCalls {
    private static final int AUDIT_64BIT_LITTLE_ENDIAN = 0xc0000000;
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    /** On x86_64: what is set in the numbers of another architecture's calls, x32. */
    private static final int X32_BIT = 0x40000000;

    private static final short LOAD = 0x20;
    private static final short JUMP = 0x05;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_GREATER = 0x25;
    private static final short JUMP_IF_AT_LEAST = 0x35;
    private static final short RETURN = 0x06;

    private record Instruction(short code, int ifTrue, int ifFalse, int operand) {}

    private final LibSeccomp library;

    NewerCalls(LibSeccomp library) {
        this.library = library;
    }

    /** {@code program}, compiled from {@code profile}, with what has to be answered in front of it. */
    byte[] answeredBefore(byte[] program, Seccomp profile) {
        if (profile.defaultAction() != SeccompAction.SCMP_ACT_ERRNO) {
            return program;
        }
        List<Instruction> prefix = new ArrayList<>();
        highest(profile).forEach((architecture, number) -> prefix.addAll(block(architecture, number)));
        ByteBuffer all = ByteBuffer.allocate(prefix.size() * BpfProgram.INSTRUCTION_SIZE + program.length)
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < prefix.size(); i++) {
            Instruction instruction = prefix.get(i);
            all.putShort(instruction.code()).put((byte) instruction.ifTrue()).put((byte) instruction.ifFalse());
            // The one jump that is always taken leads behind the prefix.
            all.putInt(instruction.code() == JUMP ? prefix.size() - i - 1 : instruction.operand());
        }
        return all.put(program).array();
    }

    /** The highest number that the profile names, by the kernel's numbers AUDIT_ARCH_* of its architectures. */
    private Map<Integer, Integer> highest(Seccomp profile) {
        Map<Integer, Integer> highest = new TreeMap<>();
        List<Integer> architectures = new ArrayList<>();
        architectures.add(AUDIT_64BIT_LITTLE_ENDIAN | Arch.current().machine());
        for (SeccompArch architecture : profile.architectures()) {
            library.architecture(ProfileCompiler.libraryName(architecture)).ifPresent(architectures::add);
        }
        for (int architecture : architectures) {
            for (SyscallRule rule : profile.syscalls()) {
                for (String name : rule.names()) {
                    OptionalInt number = library.syscall(architecture, name);
                    // Calls that the architecture doesn't have bear negative numbers of the library's own.
                    if (number.isPresent() && number.getAsInt() >= 0) {
                        highest.merge(architecture, number.getAsInt(), Math::max);
                    }
                }
            }
        }
        return highest;
    }

    private static List<Instruction> block(int architecture, int highest) {
        return List.of(
                new Instruction(LOAD, 0, 0, ARCHITECTURE),
                new Instruction(JUMP_IF_EQUAL, 0, 5, architecture),
                new Instruction(LOAD, 0, 0, NUMBER),
                new Instruction(JUMP_IF_AT_LEAST, 2, 0, X32_BIT),
                new Instruction(JUMP_IF_GREATER, 0, 1, highest),
                new Instruction(RETURN, 0, 0, KernelAction.ERRNO | Errno.ENOSYS.number()),
                new Instruction(JUMP, 0, 0, 0));
    }
}
