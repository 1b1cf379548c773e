package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays the memory of calls out at an address where it will stand when the calls run, in this process or in another. The
 * one place that knows how pointers become addresses.
 */
public final class Payload {
    /** A part of memory that a call fills. */
    public record Region(long address, int size) {}

    private final long base;
    private final List<byte[]> chunks = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private int size;

    /** A payload whose first byte stands at {@code base}. */
    public Payload(long base) {
        this.base = base;
    }

    /** Adds what {@code memory} points to, and returns its address; out regions are added to {@code outs} in order. */
    public long add(Arg.Memory memory, List<Region> outs) {
        byte[] copy = memory.bytes().clone();
        long address = reserve(copy.length);
        if (memory.out()) {
            outs.add(new Region(address, copy.length));
        }
        int offset = Math.toIntExact(address - base);
        if (memory.pointers().isEmpty()) {
            return write(offset, copy);
        }
        return writePointers(memory, copy, offset, outs);
    }

    private long writePointers(Arg.Memory memory, byte[] copy, int offset, List<Region> outs) {
        ByteBuffer fields = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
        for (Map.Entry<Integer, Arg> pointer : new TreeMap<>(memory.pointers()).entrySet()) {
            if (!(pointer.getValue() instanceof Arg.Memory target)) {
                throw new IllegalArgumentException("a pointer to " + pointer.getValue());
            }
            fields.putLong(pointer.getKey(), add(target, outs));
        }
        return write(offset, copy);
    }

    private long reserve(int length) {
        long address = base + size;
        size += (length + 7) & ~7;
        return address;
    }

    private long write(int offset, byte[] chunk) {
        chunks.add(chunk);
        offsets.add(offset);
        return base + offset;
    }

    /** How many bytes the payload has. */
    public int size() {
        return size;
    }

    /** Copies the payload into {@code target} from {@code at} on. */
    public void copyTo(ByteBuffer target, int at) {
        for (int i = 0; i < chunks.size(); i++) {
            target.put(at + offsets.get(i), chunks.get(i));
        }
    }
}
