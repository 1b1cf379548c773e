package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Arch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a program on a system call as the kernel does: the classic packet filter, as far as seccomp(2) allows it, over
 * struct seccomp_data.
 */
final class ProgramVerdict {
    private static final int DATA_SIZE = 64;
    private static final int SCRATCH_WORDS = 16;
    private static final int AUDIT_64BIT_LITTLE_ENDIAN = 0xc0000000;

    private final ByteBuffer program;
    private final ByteBuffer data;
    private final int[] scratch = new int[SCRATCH_WORDS];
    private int accumulator;
    private int index;

    private ProgramVerdict(BpfProgram program, ByteBuffer data) {
        this.program = ByteBuffer.wrap(program.instructions()).order(ByteOrder.nativeOrder());
        this.data = data;
    }

    /** What the program returns for a call on {@code arch}: an action and its number. */
    static int of(BpfProgram program, Arch arch, int number, long... arguments) {
        return ofAudit(program, AUDIT_64BIT_LITTLE_ENDIAN | arch.machine(), number, arguments);
    }

    /** As {@link #of}, for an architecture by its number AUDIT_ARCH_*. */
    static int ofAudit(BpfProgram program, int architecture, int number, long... arguments) {
        ByteBuffer data = ByteBuffer.allocate(DATA_SIZE).order(ByteOrder.nativeOrder());
        data.putInt(0, number).putInt(4, architecture);
        for (int i = 0; i < arguments.length; i++) {
            data.putLong(16 + 8 * i, arguments[i]);
        }
        return new ProgramVerdict(program, data).run();
    }

    private int run() {
        int at = 0;
        while (at < program.capacity() / BpfProgram.INSTRUCTION_SIZE) {
            int code = program.getShort(BpfProgram.INSTRUCTION_SIZE * at) & 0xffff;
            int operand = program.getInt(BpfProgram.INSTRUCTION_SIZE * at + 4);
            switch (code & 7) {
                case 0 -> accumulator = load(code, operand);
                case 1 -> index = load(code, operand);
                case 2 -> scratch[operand] = accumulator;
                case 3 -> scratch[operand] = index;
                case 4 -> accumulator = compute(code, operand);
                case 5 -> at += jump(code, operand, at);
                case 6 -> {
                    return (code & 0x18) == 0x10 ? accumulator : operand;
                }
                default -> transfer(code);
            }
            at++;
        }
        throw new IllegalArgumentException("a program that does not return");
    }

    private int load(int code, int operand) {
        return switch (code & 0xe0) {
            case 0x00 -> operand;
            case 0x20 -> data.getInt(operand);
            case 0x60 -> scratch[operand];
            case 0x80 -> DATA_SIZE;
            default -> throw unknown(code);
        };
    }

    private int compute(int code, int operand) {
        int value = (code & 8) == 0 ? operand : index;
        return switch (code & 0xf0) {
            case 0x00 -> accumulator + value;
            case 0x10 -> accumulator - value;
            case 0x20 -> accumulator * value;
            case 0x30 -> Integer.divideUnsigned(accumulator, value);
            case 0x40 -> accumulator | value;
            case 0x50 -> accumulator & value;
            case 0x60 -> accumulator << value;
            case 0x70 -> accumulator >>> value;
            case 0x80 -> -accumulator;
            case 0xa0 -> accumulator ^ value;
            default -> throw unknown(code);
        };
    }

    private int jump(int code, int operand, int at) {
        int value = (code & 8) == 0 ? operand : index;
        boolean taken = switch (code & 0xf0) {
            case 0x00 -> {
                yield true;
            }
            case 0x10 -> accumulator == value;
            case 0x20 -> Integer.compareUnsigned(accumulator, value) > 0;
            case 0x30 -> Integer.compareUnsigned(accumulator, value) >= 0;
            case 0x40 -> (accumulator & value) != 0;
            default -> throw unknown(code);
        };
        if ((code & 0xf0) == 0) {
            return operand;
        }
        return program.get(BpfProgram.INSTRUCTION_SIZE * at + (taken ? 2 : 3)) & 0xff;
    }

    private void transfer(int code) {
        if ((code & 0xf8) == 0) {
            index = accumulator;
        } else {
            accumulator = index;
        }
    }

    private static IllegalArgumentException unknown(int code) {
        return new IllegalArgumentException("an instruction that seccomp does not allow: " + code);
    }
}
