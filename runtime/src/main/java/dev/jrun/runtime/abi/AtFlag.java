package dev.jrun.runtime.abi;

/** Flags of the *at(2) calls. */
public enum AtFlag implements Flag {
    AT_SYMLINK_NOFOLLOW(0x100),
    AT_EACCESS(0x200),
    AT_REMOVEDIR(0x200),
    AT_EMPTY_PATH(0x1000),
    AT_RECURSIVE(0x8000);

    private final long bits;

    AtFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
