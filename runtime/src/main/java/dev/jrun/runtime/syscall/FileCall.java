package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Flag;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls on paths and on what files hold. Each open sets O_CLOEXEC and O_NOCTTY by itself. */
public sealed interface FileCall {
    long OPEN_ALWAYS = OpenFlag.O_CLOEXEC.bits() | OpenFlag.O_NOCTTY.bits();

    /** openat(2). For paths outside any container's root; paths inside one go through {@link Openat2}. */
    record Openat(Fd dir, String path, Set<OpenFlag> flags, int mode) implements FileCall, Syscall.OfFd {
        public Openat {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.OPENAT,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(Flag.bits(flags) | OPEN_ALWAYS),
                    Arg.of(mode));
        }
    }

    /** openat2(2): opens with limits on how the path is resolved. {@code mode} counts only with O_CREAT. */
    record Openat2(Fd dir, String path, Set<OpenFlag> flags, int mode, Set<ResolveFlag> resolve)
            implements FileCall, Syscall.OfFd {
        public Openat2 {
            flags = Flag.copy(flags);
            resolve = Flag.copy(resolve);
        }

        @Override
        public RawCall lower() {
            // O_PATH excludes all flags but O_CLOEXEC, O_DIRECTORY and O_NOFOLLOW; openat2 says EINVAL to others.
            long always = flags.contains(OpenFlag.O_PATH) ? OpenFlag.O_CLOEXEC.bits() : OPEN_ALWAYS;
            byte[] how = new Arg.Struct(24)
                    .int64(0, Flag.bits(flags) | always)
                    .int64(8, mode)
                    .int64(16, Flag.bits(resolve))
                    .toBytes();
            return RawCall.of(SyscallNumber.OPENAT2, dir.arg(), Arg.text(path), Arg.in(how), Arg.of(how.length));
        }
    }

    /** close(2). */
    record Close(Fd fd) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.CLOSE, fd.arg());
        }
    }

    /** read(2) of at most {@code size} bytes. */
    record Read(Fd fd, int size) implements FileCall, Syscall<byte[]> {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.READ, fd.arg(), Arg.room(size), Arg.of(size));
        }

        @Override
        public byte[] lift(Reply reply) {
            return java.util.Arrays.copyOf(reply.outs().getFirst(), (int) reply.value());
        }
    }

    /** pread64(2) of at most {@code size} bytes from {@code offset} on. */
    record Pread(Fd fd, int size, long offset) implements FileCall, Syscall<byte[]> {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.PREAD64, fd.arg(), Arg.room(size), Arg.of(size), Arg.of(offset));
        }

        @Override
        public byte[] lift(Reply reply) {
            return java.util.Arrays.copyOf(reply.outs().getFirst(), (int) reply.value());
        }
    }

    /** write(2). */
    record Write(Fd fd, byte[] bytes) implements FileCall, Syscall.OfNumber {
        /** Writes {@code text} in UTF-8. */
        public static Write text(Fd fd, String text) {
            return new Write(fd, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.WRITE, fd.arg(), Arg.in(bytes), Arg.of(bytes.length));
        }

        @Override
        public String toString() {
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            return "Write[fd=" + fd + ", " + (text.length() > 64 ? text.substring(0, 64) + "…" : text) + "]";
        }
    }

    /** mkdirat(2). */
    record Mkdirat(Fd dir, String path, int mode) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.MKDIRAT, dir.arg(), Arg.text(path), Arg.of(mode));
        }
    }

    /** mknodat(2). {@code type} is S_IFCHR, S_IFBLK, S_IFIFO or S_IFREG; the umask applies to {@code mode}. */
    record Mknodat(Fd dir, String path, int type, int mode, long major, long minor)
            implements FileCall, Syscall.OfVoid {
        public static final int S_IFIFO = 0x1000;
        public static final int S_IFCHR = 0x2000;
        public static final int S_IFBLK = 0x6000;
        public static final int S_IFREG = 0x8000;

        /** dev_t as makedev(3) makes it. */
        public static long device(long major, long minor) {
            return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12) | ((major & ~0xfffL) << 32);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.MKNODAT,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(type | mode),
                    Arg.of(device(major, minor)));
        }
    }

    /** symlinkat(2). */
    record Symlinkat(String target, Fd dir, String path) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.SYMLINKAT, Arg.text(target), dir.arg(), Arg.text(path));
        }
    }

    /** unlinkat(2); with AT_REMOVEDIR it removes a directory. */
    record Unlinkat(Fd dir, String path, boolean directory) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.UNLINKAT,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(directory ? AtFlag.AT_REMOVEDIR.bits() : 0));
        }
    }

    /** getdents64(2): some more entries of a directory, none at its end; {@code .} and {@code ..} are left out. */
    record Getdents64(Fd dir, int size) implements FileCall, Syscall<List<DirectoryEntry>> {
        private static final int NAME = 19;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.GETDENTS64, dir.arg(), Arg.room(size), Arg.of(size));
        }

        @Override
        public List<DirectoryEntry> lift(Reply reply) {
            ByteBuffer records = ByteBuffer.wrap(reply.outs().getFirst()).order(ByteOrder.nativeOrder());
            List<DirectoryEntry> entries = new ArrayList<>();
            for (int at = 0; at < reply.value(); at += records.getShort(at + 16) & 0xffff) {
                String name = name(records, at + NAME);
                if (!name.equals(".") && !name.equals("..")) {
                    entries.add(new DirectoryEntry(name, records.get(at + NAME - 1)));
                }
            }
            return entries;
        }

        private static String name(ByteBuffer records, int start) {
            int end = start;
            while (records.get(end) != 0) {
                end++;
            }
            byte[] name = new byte[end - start];
            records.get(start, name);
            return new String(name, StandardCharsets.UTF_8);
        }
    }

    /**
     * An entry of a directory.
     *
     * @param type DT_DIR, DT_REG and their like; 0 where the filesystem doesn't say
     */
    record DirectoryEntry(String name, int type) {
        private static final int DT_DIR = 4;

        public boolean isDirectory() {
            return type == DT_DIR;
        }
    }

    /** renameat2(2) without flags: replaces the target. */
    record Renameat(Fd fromDir, String from, Fd toDir, String to) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.RENAMEAT2, fromDir.arg(), Arg.text(from), toDir.arg(), Arg.text(to), Arg.of(0));
        }
    }

    /** readlinkat(2). An empty path reads the link that {@code dir} was opened on with O_PATH and O_NOFOLLOW. */
    record Readlinkat(Fd dir, String path) implements FileCall, Syscall<String> {
        private static final int PATH_MAX = 4096;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.READLINKAT, dir.arg(), Arg.text(path), Arg.room(PATH_MAX), Arg.of(PATH_MAX));
        }

        @Override
        public String lift(Reply reply) {
            return new String(reply.outs().getFirst(), 0, (int) reply.value(), StandardCharsets.UTF_8);
        }
    }

    /** fchownat(2); -1 leaves an id as it is. With AT_EMPTY_PATH and an empty path it works on {@code dir} itself. */
    record Fchownat(Fd dir, String path, int uid, int gid, Set<AtFlag> flags) implements FileCall, Syscall.OfVoid {
        public Fchownat {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.FCHOWNAT,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(uid),
                    Arg.of(gid),
                    Arg.of(Flag.bits(flags)));
        }
    }

    /** fchmodat(2), which follows symbolic links in the last component. */
    record Fchmodat(Fd dir, String path, int mode) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FCHMODAT, dir.arg(), Arg.text(path), Arg.of(mode));
        }
    }

    /** faccessat2(2) with AT_EACCESS: asks for the ids that the kernel checks files with. */
    record Faccessat2(Fd dir, String path, int mode) implements FileCall, Syscall.OfVoid {
        public static final int X_OK = 1;
        public static final int F_OK = 0;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.FACCESSAT2,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(mode),
                    Arg.of(AtFlag.AT_EACCESS.bits()));
        }
    }

    /** statx(2) of the basic fields. With AT_EMPTY_PATH and an empty path it works on {@code dir} itself. */
    record Statx(Fd dir, String path, Set<AtFlag> flags) implements FileCall, Syscall<FileStatus> {
        private static final int STATX_BASIC_STATS = 0x7ff;
        private static final int SIZE = 256;

        public Statx {
            flags = Flag.copy(flags);
        }

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.STATX,
                    dir.arg(),
                    Arg.text(path),
                    Arg.of(Flag.bits(flags)),
                    Arg.of(STATX_BASIC_STATS),
                    Arg.out(SIZE));
        }

        @Override
        public FileStatus lift(Reply reply) {
            return FileStatus.of(reply.outs().getFirst());
        }
    }

    /** fstatfs(2), for the type of the filesystem. */
    record Fstatfs(Fd fd) implements FileCall, Syscall<Long> {
        public static final long PROC_SUPER_MAGIC = 0x9fa0;
        public static final long CGROUP2_SUPER_MAGIC = 0x63677270;
        private static final int SIZE = 120;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FSTATFS, fd.arg(), Arg.out(SIZE));
        }

        @Override
        public Long lift(Reply reply) {
            return java.nio.ByteBuffer.wrap(reply.outs().getFirst())
                    .order(java.nio.ByteOrder.nativeOrder())
                    .getLong(0);
        }
    }

    /** chdir(2). */
    record Chdir(String path) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.CHDIR, Arg.text(path));
        }
    }

    /** fchdir(2). */
    record Fchdir(Fd dir) implements FileCall, Syscall.OfVoid {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.FCHDIR, dir.arg());
        }
    }

    /** getcwd(2). A directory outside the root reads as {@code (unreachable)/…}. */
    record Getcwd() implements FileCall, Syscall<String> {
        private static final int PATH_MAX = 4096;

        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.GETCWD, Arg.room(PATH_MAX), Arg.of(PATH_MAX));
        }

        @Override
        public String lift(Reply reply) {
            return new String(reply.outs().getFirst(), 0, (int) reply.value() - 1, StandardCharsets.UTF_8);
        }
    }

    /** umask(2); gives the mask that was in force. */
    record Umask(int mask) implements FileCall, Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.UMASK, Arg.of(mask));
        }
    }
}
