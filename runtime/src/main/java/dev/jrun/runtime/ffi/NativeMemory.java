package dev.jrun.runtime.ffi;

import com.kenai.jffi.MemoryIO;
import dev.jrun.runtime.syscall.Extent;
import dev.jrun.runtime.syscall.Payload;
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

    int size() {
        return bytes.capacity();
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

    /** A payload at the beginning of this memory, which is as large as {@code extent} at least. */
    Payload payload(Extent extent) {
        return new Payload(bytes, 0, address, address + extent.payload());
    }

    @Override
    public void close() {
        MemoryIO.getInstance().freeMemory(address);
    }
}
