package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Lays the memory of calls out at an address where it will stand when the calls run, in this process or in another. The
 * one place that knows how pointers become addresses. Rooms, whose bytes nobody has to bring there, lie apart.
 */
public final class Payload {
    private final ByteBuffer target;
    private final int at;
    private final long base;
    private final long roomBase;
    private int size;
    private int rooms;

    /** A part of memory that a call fills, and how much of it. */
    public record Region(long address, Extent.Out out) {}

    /**
     * Memory that is written into {@code target}, which has the order of this machine.
     *
     * @param at where in the target it begins
     * @param base the address at which that part of the target will stand
     * @param roomBase the address from which on there is room
     */
    public Payload(ByteBuffer target, int at, long base, long roomBase) {
        this.target = target;
        this.at = at;
        this.base = base;
        this.roomBase = roomBase;
    }

    /** The bytes that {@code length} bytes take, with the next region in mind, which is to be aligned. */
    public static int aligned(int length) {
        return length + 7 & ~7;
    }

    /** Adds what {@code memory} points to, and returns its address; out regions are added to {@code outs} in order. */
    public long add(Arg.Memory memory, List<Region> outs) {
        byte[] bytes = memory.bytes();
        int offset = size;
        size += aligned(bytes.length);
        if (memory.out()) {
            outs.add(new Region(base + offset, new Extent.Out(bytes.length, false)));
        }
        target.put(at + offset, bytes);
        List<Arg.Pointer> pointers = memory.pointers();
        for (int i = 0; i < pointers.size(); i++) {
            Arg.Pointer pointer = pointers.get(i);
            putAddress(at + offset + pointer.offset(), address(pointer.target(), outs));
        }
        return base + offset;
    }

    /** Where a pointer goes there were zeros. */
    private void putAddress(int place, long address) {
        if (target.hasArray()) {
            LittleEndian.put(target.array(), target.arrayOffset() + place, address);
        } else {
            target.putLong(place, address);
        }
    }

    private long address(Arg pointee, List<Region> outs) {
        return switch (pointee) {
            case Arg.Memory memory -> add(memory, outs);
            case Arg.Room room -> add(room, outs);
            case Arg.Value _, Arg.OfSlot _ -> throw new IllegalArgumentException("a pointer to " + pointee);
        };
    }

    /** Adds room, and returns its address; it becomes one of {@code outs}. */
    public long add(Arg.Room room, List<Region> outs) {
        long address = roomBase + rooms;
        rooms += aligned(room.size());
        outs.add(new Region(address, new Extent.Out(room.size(), true)));
        return address;
    }
}
