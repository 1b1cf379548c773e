package dev.jrun.runtime.ffi;

import com.kenai.jffi.MemoryIO;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

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

    /** A payload for {@code args}, at the beginning of this memory. */
    Payload payload(List<Arg> args) {
        return new Payload(bytes, 0, address, address + filledSize(args));
    }

    /** How many bytes {@code args} take. */
    static int sizeOf(List<Arg> args) {
        int size = 0;
        for (int i = 0; i < args.size(); i++) {
            size += filledSize(args.get(i)) + roomSize(args.get(i));
        }
        return size;
    }

    private static int filledSize(List<Arg> args) {
        int size = 0;
        for (int i = 0; i < args.size(); i++) {
            size += filledSize(args.get(i));
        }
        return size;
    }

    private static int filledSize(Arg arg) {
        if (!(arg instanceof Arg.Memory memory)) {
            return 0;
        }
        int size = Payload.aligned(memory.bytes().length);
        for (Arg.Pointer pointer : memory.pointers()) {
            size += filledSize(pointer.target());
        }
        return size;
    }

    private static int roomSize(Arg arg) {
        return switch (arg) {
            case Arg.Value _, Arg.OfSlot _ -> 0;
            case Arg.Room(int size) -> Payload.aligned(size);
            case Arg.Memory memory -> {
                int size = 0;
                for (Arg.Pointer pointer : memory.pointers()) {
                    size += roomSize(pointer.target());
                }
                yield size;
            }
        };
    }

    @Override
    public void close() {
        MemoryIO.getInstance().freeMemory(address);
    }
}
