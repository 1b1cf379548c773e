package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One argument of a lowered call. */
public sealed interface Arg {
    Arg NULL = new Value(0);

    /** A number, passed as it is. */
    record Value(long value) implements Arg {}

    /** The result of an earlier step. */
    record OfSlot(Slot slot) implements Arg {}

    /**
     * A pointer to memory of the caller's. The bytes are copied there before the call; where {@code out} is set they
     * are copied back after it and become one of the outs of the {@link Reply}. Each entry of {@code pointers} is an
     * eight byte field which is filled with the address of another region.
     */
    record Memory(byte[] bytes, boolean out, List<Pointer> pointers) implements Arg {
        public Memory {
            pointers = List.copyOf(pointers);
        }
    }

    /** A field of a {@link Memory}, at {@code offset}, and what its address leads to. */
    record Pointer(int offset, Arg target) {}

    /**
     * A pointer to room for {@code size} bytes, of which the call fills as many as it returns: these are one of the outs
     * of the {@link Reply}. What is in there before is not told, unlike in the zero bytes of {@link #out}.
     */
    record Room(int size) implements Arg {}

    static Arg of(long value) {
        return new Value(value);
    }

    /** A pointer to {@code bytes}, only read by the call. */
    static Arg in(byte[] bytes) {
        return new Memory(bytes, false, List.of());
    }

    /** A pointer to {@code text} in UTF-8 with a NUL behind it; an {@link IllegalArgumentException} for a NUL inside. */
    static Arg text(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL in " + text.replace("\0", "\\0"));
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[utf8.length + 1];
        System.arraycopy(utf8, 0, bytes, 0, utf8.length);
        return in(bytes);
    }

    /** A pointer to {@code size} zero bytes that the call fills. */
    static Arg out(int size) {
        return new Memory(new byte[size], true, List.of());
    }

    /** A pointer to {@code size} bytes that the call fills as far as its result tells. */
    static Arg room(int size) {
        return new Room(size);
    }

    /** A pointer to {@code bytes} that the call reads and fills. */
    static Arg inOut(byte[] bytes) {
        return new Memory(bytes, true, List.of());
    }

    /** A pointer to the fields of {@code struct} (as {@link Struct} builds it), with pointers to other regions in it. */
    static Arg struct(byte[] struct, Pointer... pointers) {
        return new Memory(struct, false, List.of(pointers));
    }

    /** A pointer to a NULL-terminated array of pointers to texts: the form of argv and envp. */
    static Arg texts(List<String> texts) {
        List<Pointer> pointers = new ArrayList<>(texts.size());
        for (String text : texts) {
            pointers.add(new Pointer(8 * pointers.size(), text(text)));
        }
        return new Memory(new byte[8 * (texts.size() + 1)], false, pointers);
    }

    /** The bytes of C struct fields in native order. */
    final class Struct {
        private final ByteBuffer buffer;

        public Struct(int size) {
            buffer = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        }

        public Struct int64(int offset, long value) {
            buffer.putLong(offset, value);
            return this;
        }

        public Struct int32(int offset, int value) {
            buffer.putInt(offset, value);
            return this;
        }

        public Struct int16(int offset, int value) {
            buffer.putShort(offset, (short) value);
            return this;
        }

        public Struct bytes(int offset, byte[] value) {
            buffer.put(offset, value);
            return this;
        }

        public byte[] toBytes() {
            return buffer.array();
        }
    }

    /** The texts of a region of NUL-terminated strings, as /proc/PID/environ has them. */
    static List<String> splitTexts(byte[] region) {
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < region.length; i++) {
            if (region[i] == 0) {
                texts.add(new String(region, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return texts;
    }
}
