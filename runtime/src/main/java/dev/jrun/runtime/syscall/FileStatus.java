package dev.jrun.runtime.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fields of struct statx that jrun reads, see statx(2).
 *
 * @param mode type and permission bits
 * @param deviceMajor for a device file, its major number
 */
public record FileStatus(int mode, int uid, int gid, long inode, long size, long deviceMajor, long deviceMinor) {
    private static final int S_IFMT = 0xf000;
    private static final int S_IFDIR = 0x4000;

    static FileStatus of(byte[] statx) {
        ByteBuffer fields = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
        return new FileStatus(
                fields.getShort(28) & 0xffff,
                fields.getInt(20),
                fields.getInt(24),
                fields.getLong(32),
                fields.getLong(40),
                fields.getInt(128) & 0xffffffffL,
                fields.getInt(132) & 0xffffffffL);
    }

    public boolean isDirectory() {
        return (mode & S_IFMT) == S_IFDIR;
    }

    /** S_IFCHR and its like. */
    public int type() {
        return mode & S_IFMT;
    }
}
