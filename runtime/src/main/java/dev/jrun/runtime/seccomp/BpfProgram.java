package dev.jrun.runtime.seccomp;

import java.util.Arrays;

/**
 * A compiled profile.
 *
 * @param instructions an array of struct sock_filter
 * @param notifies whether it asks a listener about some calls
 */
public record BpfProgram(byte[] instructions, boolean notifies) {
    static final int INSTRUCTION_SIZE = 8;
    private static final int INSTRUCTIONS_LIMIT = 4096;

    public BpfProgram {
        if (instructions.length == 0
                || instructions.length % INSTRUCTION_SIZE != 0
                || instructions.length > INSTRUCTIONS_LIMIT * INSTRUCTION_SIZE) {
            throw new IllegalArgumentException("a program of " + instructions.length + " bytes");
        }
    }

    /** The program as {@link #parse} reads it. */
    public byte[] toBytes() {
        byte[] bytes = new byte[1 + instructions.length];
        bytes[0] = (byte) (notifies ? 1 : 0);
        System.arraycopy(instructions, 0, bytes, 1, instructions.length);
        return bytes;
    }

    /** Reads what {@link #toBytes} has written; an {@link IllegalArgumentException} when that is none. */
    public static BpfProgram parse(byte[] bytes) {
        if (bytes.length == 0 || (bytes[0] & ~1) != 0) {
            throw new IllegalArgumentException("not a program");
        }
        return new BpfProgram(Arrays.copyOfRange(bytes, 1, bytes.length), bytes[0] == 1);
    }
}
