package dev.jrun.runtime.syscall;

import java.util.ArrayList;
import java.util.List;

/** How much memory the arguments of a call point to. */
public final class Extent {
    private List<Out> outs = List.of();
    private int payload;
    private int rooms;
    private int outCount;
    private int outBytes;

    /**
     * A region whose bytes come back.
     *
     * @param room whether the call's result tells how many of them it has filled
     */
    public record Out(int size, boolean room) {
        /** How many bytes come back of a call that has returned {@code result}. */
        public int bytesAfter(long result) {
            return room ? Math.clamp(result, 0, size) : size;
        }
    }

    /** Measures what {@code args} point to. */
    public Extent(Arg... args) {
        for (Arg arg : args) {
            measure(arg);
        }
    }

    private void measure(Arg arg) {
        switch (arg) {
            case Arg.Value _, Arg.OfSlot _ -> {}
            case Arg.Room(int size) -> {
                rooms += Payload.aligned(size);
                addOut(new Out(size, true));
            }
            case Arg.Memory memory -> measure(memory);
        }
    }

    private void measure(Arg.Memory memory) {
        payload += Payload.aligned(memory.bytes().length);
        if (memory.out()) {
            addOut(new Out(memory.bytes().length, false));
        }
        List<Arg.Pointer> pointers = memory.pointers();
        for (int i = 0; i < pointers.size(); i++) {
            measure(pointers.get(i).target());
        }
    }

    private void addOut(Out out) {
        if (outs.isEmpty()) {
            outs = new ArrayList<>(2);
        }
        outs.add(out);
        outCount++;
        outBytes += out.size();
    }

    /** Bytes that have to be there before the call. */
    public int payload() {
        return payload;
    }

    /** Bytes that it only fills. */
    public int rooms() {
        return rooms;
    }

    /** All of them. */
    public int bytes() {
        return payload + rooms;
    }

    /** The regions whose bytes come back, in order. */
    public List<Out> outs() {
        return outs;
    }

    /** How many they are. */
    public int outCount() {
        return outCount;
    }

    /** Bytes of these, at most. */
    public int outBytes() {
        return outBytes;
    }

    /** The bytes that come back of a call that has returned {@code result}. */
    public int outBytes(long result) {
        int bytes = 0;
        for (int i = 0; i < outs.size(); i++) {
            bytes += outs.get(i).bytesAfter(result);
        }
        return bytes;
    }
}
