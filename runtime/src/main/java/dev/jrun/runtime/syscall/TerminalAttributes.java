package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** The kernel's struct termios: how a terminal treats what goes through it. See termios(3). */
public final class TerminalAttributes {
    static final int SIZE = 36;

    private static final int INPUT = 0;
    private static final int OUTPUT = 4;
    private static final int CONTROL = 8;
    private static final int LOCAL = 12;
    private static final int CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    private static final int IGNBRK_BRKINT_PARMRK_ISTRIP_INLCR_IGNCR_ICRNL_IXON = 0x5eb;
    private static final int ONLCR = 0x4;
    private static final int CSIZE_PARENB = 0x130;
    private static final int CS8 = 0x30;
    private static final int ISIG_ICANON_ECHO_ECHONL_IEXTEN = 0x804b;

    private final byte[] termios;

    TerminalAttributes(byte[] termios) {
        this.termios = termios.clone();
    }

    /** These attributes, but each byte of input is passed on at once and as it is. Output is treated as before. */
    public TerminalAttributes rawInput() {
        byte[] raw = change(INPUT, IGNBRK_BRKINT_PARMRK_ISTRIP_INLCR_IGNCR_ICRNL_IXON, 0);
        raw = new TerminalAttributes(raw).change(CONTROL, CSIZE_PARENB, CS8);
        raw = new TerminalAttributes(raw).change(LOCAL, ISIG_ICANON_ECHO_ECHONL_IEXTEN, 0);
        raw[CHARACTERS + VMIN] = 1;
        raw[CHARACTERS + VTIME] = 0;
        return new TerminalAttributes(raw);
    }

    /** These attributes, but a newline in the output stays one and does not become a carriage return with it. */
    public TerminalAttributes plainNewlines() {
        return new TerminalAttributes(change(OUTPUT, ONLCR, 0));
    }

    private byte[] change(int offset, int clear, int set) {
        ByteBuffer fields = ByteBuffer.wrap(termios.clone()).order(ByteOrder.nativeOrder());
        fields.putInt(offset, fields.getInt(offset) & ~clear | set);
        return fields.array();
    }

    byte[] toBytes() {
        return termios.clone();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(termios);
    }
}
