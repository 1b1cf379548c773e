package dev.jrun.runtime.ffi;

import com.kenai.jffi.MemoryIO;
import dev.jrun.runtime.syscall.Arg;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside the heap, for what the pointers of calls point to. */
final class NativeMemory implements AutoCloseable {
    private final long address;
    private final ByteBuffer bytes;

    NativeMemory(int atLeast) {
        int size = Math.max(atLeast, 8);
        address = MemoryIO.getInstance().allocateMemory(size, true);
        if (address == 0) {
            throw new OutOfMemoryError("no memory for a call's arguments: " + size + " bytes");
        }
        bytes = MemoryIO.getInstance().newDirectByteBuffer(address, size).order(ByteOrder.nativeOrder());
    }

    long address() {
        return address;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** A copy of {@code size} bytes at an absolute address. */
    byte[] read(long from, int size) {
        byte[] copy = new byte[size];
        bytes.get((int) (from - address), copy);
        return copy;
    }

    /** At least as many bytes as a payload of {@code args} takes. */
    static int sizeOf(Iterable<Arg> args) {
        int size = 0;
        for (Arg arg : args) {
            if (arg instanceof Arg.Memory memory) {
                size += (memory.bytes().length + 7 & ~7)
                        + sizeOf(memory.pointers().values());
            }
        }
        return size;
    }

    @Override
    public void close() {
        MemoryIO.getInstance().freeMemory(address);
    }
}
