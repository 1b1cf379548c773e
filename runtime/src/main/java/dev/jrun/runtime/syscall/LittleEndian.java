package dev.jrun.runtime.syscall;

/**
 * Numbers in the byte order of x86_64 and aarch64, which are all that jrun runs on. Most numbers of a request are small or
 * zero; in code that is interpreted, as a cold engine's is, a ByteBuffer takes ten calls for each.
 */
public final class LittleEndian {
    private LittleEndian() {}

    /**
     * Writes a number that is known to fit into its place, which is of zeros.
     *
     * @param at the place of its lowest byte
     */
    public static void put(byte[] zeros, int at, long number) {
        int next = at;
        for (long rest = number; rest != 0; rest >>>= Byte.SIZE) {
            zeros[next++] = (byte) rest;
        }
    }
}
