package dev.jrun.runtime.ffi;

import com.kenai.jffi.MemoryIO;
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

    @Override
    public void close() {
        MemoryIO.getInstance().freeMemory(address);
    }
}
