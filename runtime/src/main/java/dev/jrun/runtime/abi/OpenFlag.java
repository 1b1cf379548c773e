package dev.jrun.runtime.abi;

/** Flags of open(2) and openat2(2). The wrapper adds O_CLOEXEC to every open. The numbers that differ by architecture (O_DIRECTORY, O_NOFOLLOW) are chosen for this machine. */
public enum OpenFlag implements Flag {
    O_WRONLY(1),
    O_RDWR(2),
    O_CREAT(0x40),
    O_EXCL(0x80),
    O_NOCTTY(0x100),
    O_TRUNC(0x200),
    O_APPEND(0x400),
    O_NONBLOCK(0x800),
    O_DIRECTORY(Arch.current() == Arch.AARCH64 ? 0x4000 : 0x10000),
    O_NOFOLLOW(Arch.current() == Arch.AARCH64 ? 0x8000 : 0x20000),
    O_CLOEXEC(0x80000),
    O_PATH(0x200000);

    private final long bits;

    OpenFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
