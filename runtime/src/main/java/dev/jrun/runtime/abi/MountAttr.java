package dev.jrun.runtime.abi;

/** Mount attributes of fsmount(2) and mount_setattr(2). The three access time modes share the bits of MOUNT_ATTR__ATIME and are values in it, not bits. */
public enum MountAttr implements Flag {
    MOUNT_ATTR_RDONLY(1),
    MOUNT_ATTR_NOSUID(2),
    MOUNT_ATTR_NODEV(4),
    MOUNT_ATTR_NOEXEC(8),
    MOUNT_ATTR__ATIME(0x70),
    MOUNT_ATTR_RELATIME(0),
    MOUNT_ATTR_NOATIME(0x10),
    MOUNT_ATTR_STRICTATIME(0x20),
    MOUNT_ATTR_NODIRATIME(0x80),
    MOUNT_ATTR_IDMAP(0x100000),
    MOUNT_ATTR_NOSYMFOLLOW(0x200000);

    private final long bits;

    MountAttr(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
