package dev.jrun.runtime.namespace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of rtnetlink(7).
 *
 * @param body what comes behind the header: a struct that depends on the type, then attributes
 */
public record NetlinkMessage(int type, int flags, byte[] body) {
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;
    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_CREATE = 0x400;

    private static final int HEADER = 16;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    /** The bytes to send. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(HEADER + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(1)
                .putInt(0)
                .put(body)
                .array();
    }

    /** The messages in what one receive gave. */
    public static List<NetlinkMessage> parse(byte[] received) {
        ByteBuffer buffer = ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (at + HEADER <= received.length) {
            int length = buffer.getInt(at);
            if (length < HEADER || at + length > received.length) {
                throw new IllegalStateException(
                        "a netlink message of " + length + " bytes at " + at + " of " + received.length);
            }
            byte[] body = new byte[length - HEADER];
            buffer.get(at + HEADER, body);
            messages.add(new NetlinkMessage(buffer.getShort(at + 4) & 0xffff, buffer.getShort(at + 6) & 0xffff, body));
            at += align(length);
        }
        return messages;
    }

    /** Whether it is the last of an answer: an acknowledgement, an error, or the end of a list. */
    public boolean isLast() {
        return type == NLMSG_ERROR || type == NLMSG_DONE;
    }

    /** The errno of an error; 0 for an acknowledgement and all other messages. */
    public int errno() {
        return type == NLMSG_ERROR ? -fields().getInt(0) : 0;
    }

    ByteBuffer fields() {
        return ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    }

    /** The attributes behind a struct of {@code size} bytes, by their types. */
    Map<Integer, byte[]> attributes(int size) {
        Map<Integer, byte[]> attributes = new TreeMap<>();
        ByteBuffer buffer = fields();
        int at = size;
        while (at + ATTRIBUTE_HEADER <= body.length) {
            int length = buffer.getShort(at) & 0xffff;
            if (length < ATTRIBUTE_HEADER || at + length > body.length) {
                throw new IllegalStateException("a netlink attribute of " + length + " bytes");
            }
            byte[] value = new byte[length - ATTRIBUTE_HEADER];
            buffer.get(at + ATTRIBUTE_HEADER, value);
            attributes.put(buffer.getShort(at + 2) & TYPE_MASK, value);
            at += align(length);
        }
        return attributes;
    }

    /** A body: a struct, whose size is a multiple of four, and attributes. */
    static byte[] body(byte[] struct, Map<Integer, byte[]> attributes) {
        int size = struct.length;
        for (byte[] value : attributes.values()) {
            size += align(ATTRIBUTE_HEADER + value.length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        buffer.put(struct);
        for (Map.Entry<Integer, byte[]> attribute : attributes.entrySet()) {
            byte[] value = attribute.getValue();
            int at = buffer.position();
            buffer.putShort((short) (ATTRIBUTE_HEADER + value.length));
            buffer.putShort(attribute.getKey().shortValue());
            buffer.put(value);
            buffer.position(at + align(ATTRIBUTE_HEADER + value.length));
        }
        return buffer.array();
    }

    private static int align(int length) {
        return length + 3 & ~3;
    }
}
