package dev.jrun.runtime.syscall;

/** How much memory the arguments of several calls point to. */
public final class Volume {
    private int payload;
    private int rooms;
    private int outs;
    private int outBytes;

    /** Adds what a call points to. */
    public void add(Extent extent) {
        payload += extent.payload();
        rooms += extent.rooms();
        outs += extent.outCount();
        outBytes += extent.outBytes();
    }

    /** Takes away what was added for a call. */
    public void remove(Extent extent) {
        payload -= extent.payload();
        rooms -= extent.rooms();
        outs -= extent.outCount();
        outBytes -= extent.outBytes();
    }

    /** Adds all that is in another. */
    public void add(Volume other) {
        payload += other.payload;
        rooms += other.rooms;
        outs += other.outs;
        outBytes += other.outBytes;
    }

    /** Bytes that have to be there before the calls. */
    public int payload() {
        return payload;
    }

    /** All bytes, those too that are only filled. */
    public int bytes() {
        return payload + rooms;
    }

    /** How many regions come back. */
    public int outs() {
        return outs;
    }

    /** Bytes of these, at most. */
    public int outBytes() {
        return outBytes;
    }
}
