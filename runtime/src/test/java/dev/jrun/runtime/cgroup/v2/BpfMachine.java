package dev.jrun.runtime.cgroup.v2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a BPF program that reads its context and computes with 32 bits; any other instruction is an error. */
final class BpfMachine {
    private static final long CONTEXT = 0x7f00_0000_0000L;

    private final ByteBuffer program;
    private final ByteBuffer context;
    private final long[] registers = new long[11];

    private BpfMachine(byte[] program, byte[] context) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        this.context = ByteBuffer.wrap(context).order(ByteOrder.nativeOrder());
        registers[1] = CONTEXT;
    }

    static int run(byte[] program, byte[] context) {
        return new BpfMachine(program, context).run();
    }

    private int run() {
        int at = 0;
        while (true) {
            int opcode = program.get(8 * at) & 0xff;
            int target = program.get(8 * at + 1) & 0xf;
            int source = (program.get(8 * at + 1) >> 4) & 0xf;
            int offset = program.getShort(8 * at + 2);
            int immediate = program.getInt(8 * at + 4);
            at++;
            switch (opcode) {
                case 0x61 -> registers[target] = load(registers[source] + offset);
                case 0x54 -> registers[target] = word(target) & immediate & 0xffffffffL;
                case 0x74 -> registers[target] = word(target) >>> immediate;
                case 0xb4 -> registers[target] = immediate & 0xffffffffL;
                case 0xbc -> registers[target] = word(source);
                case 0x56 -> at += word(target) != (immediate & 0xffffffffL) ? offset : 0;
                case 0x5e -> at += word(target) != word(source) ? offset : 0;
                case 0x16 -> at += word(target) == (immediate & 0xffffffffL) ? offset : 0;
                case 0x95 -> {
                    return (int) registers[0];
                }
                default -> throw new AssertionError("instruction 0x%x at %d".formatted(opcode, at - 1));
            }
            if (offset < 0) {
                throw new AssertionError("a jump backwards at " + (at - 1));
            }
        }
    }

    private long load(long address) {
        return context.getInt((int) (address - CONTEXT)) & 0xffffffffL;
    }

    private long word(int register) {
        return registers[register] & 0xffffffffL;
    }
}
