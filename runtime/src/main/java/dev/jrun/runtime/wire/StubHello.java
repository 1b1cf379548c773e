package dev.jrun.runtime.wire;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.failure.LostStubException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first message of a stub.
 *
 * @param pid as the stub itself sees it
 * @param argc how many of the strings are arguments; the others are the environment
 * @param channel the number of the channel's descriptor in the stub
 * @param arch whose system call numbers the stub takes
 * @param request address of the stub's request buffer
 * @param strings address of its argument and environment strings
 * @param stringsSize bytes of these
 * @param ignored the signals that it ignores: bit n stands for signal n + 1
 * @param build the number of the sources that the stub was built from
 */
public record StubHello(
        int pid,
        int argc,
        int channel,
        Arch arch,
        long request,
        long strings,
        long stringsSize,
        long ignored,
        long build) {
    /** Whether {@code message} is a hello rather than a reply. */
    public static boolean is(byte[] message) {
        if (message.length < WireFormat.HELLO_SIZE) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        return fields.getInt(0) == WireFormat.MAGIC
                && hasLength(message, fields.getLong(WireFormat.HELLO_STRINGS_SIZE));
    }

    private static boolean hasLength(byte[] message, long strings) {
        return message.length == WireFormat.HELLO_SIZE || message.length == WireFormat.HELLO_SIZE + strings;
    }

    /** The bytes of the strings, where {@code message}, which is a hello, has them. */
    public static Optional<byte[]> strings(byte[] message) {
        return message.length == WireFormat.HELLO_SIZE
                ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(message, WireFormat.HELLO_SIZE, message.length));
    }

    /** Reads a hello; a {@link LostStubException} when it is none, or one of another version of jrun. */
    public static StubHello decode(byte[] message) {
        if (message.length < WireFormat.HELLO_SIZE) {
            throw new LostStubException("the stub's first message has " + message.length + " bytes");
        }
        ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        if (fields.getInt(0) != WireFormat.MAGIC || fields.getInt(WireFormat.HELLO_VERSION) != WireFormat.VERSION) {
            throw new LostStubException("the stub is of another version of jrun; install jrun again");
        }
        if (!hasLength(message, fields.getLong(WireFormat.HELLO_STRINGS_SIZE))) {
            throw new LostStubException("the stub's first message has " + message.length + " bytes");
        }
        Arch arch = Arch.ofMachine(fields.getInt(WireFormat.HELLO_MACHINE))
                .orElseThrow(() -> new LostStubException("the stub is of an unknown architecture; install jrun again"));
        return new StubHello(
                fields.getInt(WireFormat.HELLO_PID),
                fields.getInt(WireFormat.HELLO_ARGC),
                fields.getInt(WireFormat.HELLO_CHANNEL),
                arch,
                fields.getLong(WireFormat.HELLO_REQUEST),
                fields.getLong(WireFormat.HELLO_STRINGS),
                fields.getLong(WireFormat.HELLO_STRINGS_SIZE),
                fields.getLong(WireFormat.HELLO_IGNORED),
                fields.getLong(WireFormat.HELLO_BUILD));
    }

    /** What matters of the hello that a clone of this stub will say, with its channel there. */
    public StubHello ofClone(int itsChannel) {
        return new StubHello(0, 0, itsChannel, arch, request, 0, 0, ignored, build);
    }

    /** The message that {@link #decode} reads. */
    public byte[] encode() {
        return ByteBuffer.allocate(WireFormat.HELLO_SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(0, WireFormat.MAGIC)
                .putInt(WireFormat.HELLO_VERSION, WireFormat.VERSION)
                .putInt(WireFormat.HELLO_PID, pid)
                .putInt(WireFormat.HELLO_ARGC, argc)
                .putInt(WireFormat.HELLO_CHANNEL, channel)
                .putInt(WireFormat.HELLO_MACHINE, arch.machine())
                .putLong(WireFormat.HELLO_REQUEST, request)
                .putLong(WireFormat.HELLO_STRINGS, strings)
                .putLong(WireFormat.HELLO_STRINGS_SIZE, stringsSize)
                .putLong(WireFormat.HELLO_IGNORED, ignored)
                .putLong(WireFormat.HELLO_BUILD, build)
                .array();
    }
}
