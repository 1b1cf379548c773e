package dev.jrun.runtime.wire;

import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Payload;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A step with its call lowered, and what it takes of a message.
 *
 * @param payload bytes of memory that the call points to and that have to be sent
 * @param rooms bytes of memory that it only fills
 * @param outs the regions whose bytes come back, in order
 * @param outBytes bytes of these, at most
 */
record LoweredStep(Step step, RawCall call, int payload, int rooms, List<Out> outs, int outBytes) {
    /**
     * A region whose bytes come back.
     *
     * @param room whether the call's result tells how many of them it has filled
     */
    record Out(int size, boolean room) {}

    static LoweredStep of(Step step) {
        RawCall call = step.call().lower();
        var size = new Size();
        List<Arg> args = call.args();
        for (int i = 0; i < args.size(); i++) {
            size.add(args.get(i));
        }
        return new LoweredStep(step, call, size.payload, size.rooms, size.outs, size.outBytes);
    }

    int requestBytes() {
        return WireFormat.CALL_SIZE + outs.size() * WireFormat.RANGE_SIZE + payload + rooms;
    }

    /** The bytes that come back of a call that has returned {@code result}. */
    int outBytes(long result) {
        int bytes = 0;
        for (int i = 0; i < outs.size(); i++) {
            bytes += Payload.Region.bytesAfter(
                    result, outs.get(i).size(), outs.get(i).room());
        }
        return bytes;
    }

    int replyBytes() {
        return WireFormat.RESULT_SIZE + outBytes;
    }

    private static final class Size {
        private int payload;
        private int rooms;
        private List<Out> outs = List.of();
        private int outBytes;

        void add(Arg arg) {
            switch (arg) {
                case Arg.Value _, Arg.OfSlot _ -> {}
                case Arg.Room(int size) -> {
                    rooms += Payload.aligned(size);
                    addOut(new Out(size, true));
                }
                case Arg.Memory memory -> add(memory);
            }
        }

        private void add(Arg.Memory memory) {
            payload += Payload.aligned(memory.bytes().length);
            if (memory.out()) {
                addOut(new Out(memory.bytes().length, false));
            }
            for (Arg.Pointer pointer : memory.pointers()) {
                add(pointer.target());
            }
        }

        private void addOut(Out out) {
            if (outs.isEmpty()) {
                outs = new ArrayList<>(2);
            }
            outs.add(out);
            outBytes += out.size();
        }
    }
}
