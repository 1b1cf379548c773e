package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.DevicePolicy;
import dev.jrun.runtime.cgroup.DevicePolicy.Access;
import dev.jrun.runtime.cgroup.DevicePolicy.Match;
import dev.jrun.runtime.cgroup.DevicePolicy.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Assembles the BPF program for a device policy. It gets a {@code struct bpf_cgroup_dev_ctx}: the type of the device in
 * the low half of the first word and the accesses in the high one, then the numbers. It returns 1 to allow.
 *
 * <p>Each exception is a block that compares one thing after the other and jumps to the next block at the first that
 * differs. With a default of "deny" an exception has to cover all that is asked for, with "allow" any part.
 */
final class DeviceProgram {
    private static final int RESULT = 0;
    private static final int SCRATCH = 1;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int LDX_WORD = 0x61;
    private static final int AND = 0x54;
    private static final int RSH = 0x74;
    private static final int MOV = 0xb4;
    private static final int MOV_REGISTER = 0xbc;
    private static final int JNE = 0x56;
    private static final int JNE_REGISTER = 0x5e;
    private static final int JEQ = 0x16;
    private static final int EXIT = 0x95;
    private static final int SIZE = 8;

    /** As linux/bpf.h has it; a jump's offset counts from the next instruction on. */
    private record Instruction(int opcode, int target, int source, int offset, int immediate) {
        void writeTo(ByteBuffer bytes) {
            bytes.put((byte) opcode);
            bytes.put((byte) (bytes.order() == ByteOrder.LITTLE_ENDIAN ? source << 4 | target : target << 4 | source));
            bytes.putShort((short) offset);
            bytes.putInt(immediate);
        }
    }

    private final List<Instruction> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /** The instructions of the program for {@code policy}. */
    static byte[] of(DevicePolicy policy) {
        var program = new DeviceProgram();
        program.load();
        policy.exceptions().forEach((match, accesses) -> program.block(match, accesses, policy.allow()));
        program.give(policy.allow());
        return program.bytes();
    }

    private byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(instructions.size() * SIZE).order(ByteOrder.nativeOrder());
        instructions.forEach(instruction -> instruction.writeTo(bytes));
        return bytes.array();
    }

    private void load() {
        add(LDX_WORD, TYPE, CONTEXT, 0, 0);
        add(MOV_REGISTER, ACCESS, TYPE, 0, 0);
        add(AND, TYPE, 0, 0, 0xffff);
        add(RSH, ACCESS, 0, 0, 16);
        add(LDX_WORD, MAJOR, CONTEXT, 4, 0);
        add(LDX_WORD, MINOR, CONTEXT, 8, 0);
    }

    private void block(Match match, Set<Access> accesses, boolean allowed) {
        List<Integer> jumps = new ArrayList<>();
        jumps.add(add(JNE, TYPE, 0, 0, number(match.type())));
        if (match.major() != Match.ANY) {
            jumps.add(add(JNE, MAJOR, 0, 0, (int) match.major()));
        }
        if (match.minor() != Match.ANY) {
            jumps.add(add(JNE, MINOR, 0, 0, (int) match.minor()));
        }
        add(MOV_REGISTER, SCRATCH, ACCESS, 0, 0);
        add(AND, SCRATCH, 0, 0, mask(accesses));
        jumps.add(allowed ? add(JEQ, SCRATCH, 0, 0, 0) : add(JNE_REGISTER, SCRATCH, ACCESS, 0, 0));
        give(!allowed);
        jumps.forEach(this::jumpHere);
    }

    private void give(boolean allowed) {
        add(MOV, RESULT, 0, 0, allowed ? 1 : 0);
        add(EXIT, 0, 0, 0, 0);
    }

    private int add(int opcode, int target, int source, int offset, int immediate) {
        instructions.add(new Instruction(opcode, target, source, offset, immediate));
        return instructions.size() - 1;
    }

    private void jumpHere(int index) {
        Instruction jump = instructions.get(index);
        int offset = instructions.size() - index - 1;
        instructions.set(index, new Instruction(jump.opcode, jump.target, jump.source, offset, jump.immediate));
    }

    private static int number(Type type) {
        return switch (type) {
            case BLOCK -> 1;
            case CHARACTER -> 2;
        };
    }

    private static int mask(Set<Access> accesses) {
        return accesses.stream().mapToInt(DeviceProgram::bit).sum();
    }

    private static int bit(Access access) {
        return switch (access) {
            case MKNOD -> 1;
            case READ -> 2;
            case WRITE -> 4;
        };
    }
}
