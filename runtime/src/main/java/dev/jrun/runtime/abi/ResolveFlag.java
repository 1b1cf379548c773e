package dev.jrun.runtime.abi;

/** Flags of openat2(2) that limit how a path is resolved. */
public enum ResolveFlag implements Flag {
    RESOLVE_NO_XDEV(1),
    RESOLVE_NO_MAGICLINKS(2),
    RESOLVE_NO_SYMLINKS(4),
    RESOLVE_BENEATH(8),
    RESOLVE_IN_ROOT(0x10);

    private final long bits;

    ResolveFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
