package dev.jrun.runtime.wire;

import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Step;

/**
 * A step with its call lowered, and what it takes of a message.
 *
 * @param payload bytes of memory that the call points to
 * @param outs regions whose bytes come back
 * @param outBytes bytes of these
 */
record LoweredStep(Step step, RawCall call, int payload, int outs, int outBytes) {
    static LoweredStep of(Step step) {
        RawCall call = step.call().lower();
        var size = new Size();
        for (Arg arg : call.args()) {
            size.add(arg);
        }
        return new LoweredStep(step, call, size.payload, size.outs, size.outBytes);
    }

    int requestBytes() {
        return WireFormat.CALL_SIZE + outs * WireFormat.RANGE_SIZE + payload;
    }

    int replyBytes() {
        return WireFormat.RESULT_SIZE + outBytes;
    }

    private static final class Size {
        private int payload;
        private int outs;
        private int outBytes;

        void add(Arg arg) {
            if (!(arg instanceof Arg.Memory memory)) {
                return;
            }
            int length = memory.bytes().length;
            payload += length + 7 & ~7;
            if (memory.out()) {
                outs++;
                outBytes += length;
            }
            for (Arg target : memory.pointers().values()) {
                add(target);
            }
        }
    }
}
