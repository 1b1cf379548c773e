package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How many characters a terminal shows: struct winsize without the fields that nobody fills. */
public record WindowSize(int rows, int columns) {
    static final int SIZE = 8;

    static WindowSize of(byte[] winsize) {
        ByteBuffer fields = ByteBuffer.wrap(winsize).order(ByteOrder.nativeOrder());
        return new WindowSize(fields.getShort(0) & 0xffff, fields.getShort(2) & 0xffff);
    }

    byte[] toBytes() {
        return new Arg.Struct(SIZE).int16(0, rows).int16(2, columns).toBytes();
    }
}
