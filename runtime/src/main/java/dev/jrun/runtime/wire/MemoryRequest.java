package dev.jrun.runtime.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A request without calls that asks for a part of the stub's memory. */
public final class MemoryRequest {
    private MemoryRequest() {}

    /**
     * The request for {@code size} bytes at {@code address}.
     *
     * @param size at most {@link WireFormat#MESSAGE_MAX}
     */
    public static byte[] encode(long address, int size) {
        return ByteBuffer.allocate(WireFormat.REQUEST_SIZE + WireFormat.RANGE_SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(4, 1)
                .putLong(WireFormat.REQUEST_SIZE, address)
                .putInt(WireFormat.REQUEST_SIZE + WireFormat.RANGE_BYTES, size)
                .array();
    }
}
