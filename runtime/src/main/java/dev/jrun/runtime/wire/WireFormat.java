package dev.jrun.runtime.wire;

/** Sizes, offsets and values of {@code wire.h}. ThenChange: wire.h; WireFormatTest compares the two. */
public final class WireFormat {
    public static final int VERSION = 4;
    public static final int MAGIC = 0x6e75726a;
    public static final int MESSAGE_MAX = 65536;
    public static final int SLOTS = 4096;
    public static final int TOLERATED = 4;
    public static final long NOT_RUN = Long.MIN_VALUE;

    static final int REQUEST_SIZE = 8;

    static final int CALL_SIZE = 72;
    static final int CALL_NUMBER = 48;
    static final int CALL_SLOT = 52;
    static final int CALL_CHANNEL = 54;
    static final int CALL_TOLERATED = 56;
    static final int CALL_SKIP_ON_SUCCESS = 64;
    static final int CALL_SKIP_ON_ERROR = 66;
    static final int CALL_SLOTS = 68;

    static final int RANGE_SIZE = 16;
    static final int RANGE_BYTES = 8;
    static final int RANGE_CALL = 12;
    static final int RESULT_SIZE = 8;

    public static final int HELLO_SIZE = 64;
    static final int HELLO_VERSION = 4;
    static final int HELLO_PID = 8;
    static final int HELLO_ARGC = 12;
    static final int HELLO_CHANNEL = 16;
    static final int HELLO_MACHINE = 20;
    static final int HELLO_REQUEST = 24;
    static final int HELLO_STRINGS = 32;
    static final int HELLO_STRINGS_SIZE = 40;
    static final int HELLO_IGNORED = 48;
    static final int HELLO_BUILD = 56;

    private WireFormat() {}
}
