package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers those {@link FileCall}s that work on open descriptors. */
final class FakeDescriptorCalls {
    private static final int F_DUPFD = 0;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final Map<String, Long> MAGIC = Map.of(
            "proc", FileCall.Fstatfs.PROC_SUPER_MAGIC,
            "cgroup2", FileCall.Fstatfs.CGROUP2_SUPER_MAGIC,
            "tmpfs", 0x01021994L,
            "sysfs", 0x62656572L,
            "devpts", 0x1cd1L,
            "ext4", 0xef53L);

    private final FakeState state;
    private final SteppingExecutor.Slots slots;

    FakeDescriptorCalls(FakeState state, SteppingExecutor.Slots slots) {
        this.state = state;
        this.slots = slots;
    }

    Optional<Reply> answer(FileCall call) {
        return switch (call) {
            case FileCall.Close close -> number(close(number(close.fd())));
            case FileCall.Read read -> Optional.of(read(read));
            case FileCall.Write write -> number(write(number(write.fd()), write.bytes()));
            case FileCall.Getdents64 list -> Optional.of(list(list));
            case FileCall.Fstatfs stat -> Optional.of(statfs(stat));
            default -> Optional.empty();
        };
    }

    Optional<Reply> answer(DescriptorCall call) {
        return switch (call) {
            case DescriptorCall.CloseRange close -> number(close(close));
            case DescriptorCall.Dup3 dup -> number(duplicate(dup));
            case DescriptorCall.Fcntl control -> control(control);
            case DescriptorCall.Flock lock -> number(lock(lock));
            case DescriptorCall.MemfdCreate memfd -> number(memfd(memfd));
            case DescriptorCall.Sendfile send -> number(send(send));
            default -> Optional.empty();
        };
    }

    private static Optional<Reply> number(long value) {
        return Optional.of(Reply.of(value));
    }

    private int number(Fd fd) {
        return FakeDescriptors.number(fd, slots);
    }

    private FakeDescriptors.File file(Fd fd) {
        return state.descriptors.find(number(fd), FakeDescriptors.File.class);
    }

    private long close(int fd) {
        state.descriptors.find(fd);
        state.descriptors.table.remove(fd);
        return 0;
    }

    private long close(DescriptorCall.CloseRange range) {
        long last = range.last() & 0xffffffffL;
        if (range.first() > last) {
            throw new KernelError(Errno.EINVAL);
        }
        if (range.onExec()) {
            state.process.closedOnExec.add(new FakeProcess.Range(range.first(), last));
        } else {
            state.descriptors.table.keySet().removeIf(fd -> fd >= range.first() && fd <= last);
        }
        return 0;
    }

    private long duplicate(DescriptorCall.Dup3 dup) {
        int from = number(dup.from());
        FakeDescriptors.Open open = state.descriptors.find(from);
        if (from == dup.to()) {
            throw new KernelError(Errno.EINVAL);
        }
        state.descriptors.table.put(dup.to(), open);
        return dup.to();
    }

    private Optional<Reply> control(DescriptorCall.Fcntl control) {
        FakeDescriptors.Open open = state.descriptors.find(number(control.fd()));
        return switch (control.command()) {
            case F_DUPFD, F_DUPFD_CLOEXEC -> number(state.descriptors.openFrom((int) control.argument(), open));
            case DescriptorCall.Fcntl.F_GETFD, DescriptorCall.Fcntl.F_SETFD, DescriptorCall.Fcntl.F_ADD_SEALS ->
                number(0);
            case DescriptorCall.Fcntl.F_GETFL ->
                number(
                        open instanceof FakeDescriptors.File(var _, var flags, var _)
                                ? dev.jrun.runtime.abi.Flag.bits(flags)
                                : 2);
            default -> Optional.empty();
        };
    }

    private Reply read(FileCall.Read read) {
        if (state.descriptors.find(number(read.fd())) instanceof FakeDescriptors.Context) {
            // The log of a file system context, which has nothing to say here: ENODATA.
            throw new KernelError(new Errno(61));
        }
        FakeDescriptors.File file = file(read.fd());
        if (file.flags().contains(OpenFlag.O_PATH) || file.flags().contains(OpenFlag.O_WRONLY)) {
            throw new KernelError(Errno.EBADF);
        }
        if (file.path().node().isDirectory()) {
            throw new KernelError(Errno.EISDIR);
        }
        byte[] content = file.path().node().content;
        int from = Math.min(file.position().value, content.length);
        int count = Math.min(read.size(), content.length - from);
        file.position().value = from + count;
        byte[] out = Arrays.copyOf(Arrays.copyOfRange(content, from, from + count), read.size());
        return new Reply(count, List.of(out));
    }

    private long write(int fd, byte[] bytes) {
        if (state.descriptors.find(fd) instanceof FakeDescriptors.Other) {
            return bytes.length;
        }
        FakeDescriptors.File file = state.descriptors.find(fd, FakeDescriptors.File.class);
        if (!file.isWritable()) {
            throw new KernelError(Errno.EBADF);
        }
        FakeNode node = file.path().node();
        node.writeError.ifPresent(errno -> {
            throw new KernelError(errno);
        });
        state.recordWrite(file.path(), bytes);
        if (!node.isDevice()) {
            append(file, bytes);
        }
        return bytes.length;
    }

    private static void append(FakeDescriptors.File file, byte[] bytes) {
        FakeNode node = file.path().node();
        int at = file.flags().contains(OpenFlag.O_APPEND) ? node.content.length : file.position().value;
        byte[] content = Arrays.copyOf(node.content, Math.max(node.content.length, at + bytes.length));
        System.arraycopy(bytes, 0, content, at, bytes.length);
        node.content = content;
        file.position().value = at + bytes.length;
    }

    /** As many entries as fit, from the one that the descriptor has come to. */
    private Reply list(FileCall.Getdents64 list) {
        FakeDescriptors.File directory = file(list.dir());
        if (!directory.path().node().isDirectory()) {
            throw new KernelError(Errno.ENOTDIR);
        }
        List<FakeNode> entries = List.copyOf(directory.path().node().children.values());
        ByteBuffer records = ByteBuffer.allocate(list.size()).order(ByteOrder.nativeOrder());
        while (directory.position().value < entries.size()) {
            FakeNode entry = entries.get(directory.position().value);
            byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
            int length = (19 + name.length + 1 + 7) & ~7;
            if (length > records.remaining()) {
                break;
            }
            int at = records.position();
            records.putShort(at + 16, (short) length).put(at + 18, (byte) (entry.type() >> 12));
            records.put(at + 19, name).position(at + length);
            directory.position().value++;
        }
        return new Reply(records.position(), List.of(records.array()));
    }

    private Reply statfs(FileCall.Fstatfs stat) {
        String type = file(stat.fd()).path().mount().filesystem.type;
        long magic = Optional.ofNullable(MAGIC.get(type))
                .orElseThrow(() -> new AssertionError("no statfs magic is known for " + type));
        ByteBuffer fields =
                ByteBuffer.allocate(120).order(ByteOrder.nativeOrder()).putLong(0, magic);
        return new Reply(0, List.of(fields.array()));
    }

    private long lock(DescriptorCall.Flock lock) {
        state.descriptors.find(number(lock.fd()));
        return 0;
    }

    private long memfd(DescriptorCall.MemfdCreate memfd) {
        var filesystem = new FakeMount.Filesystem("tmpfs");
        FakeNode node = FakeNode.file("");
        node.name = memfd.name();
        var path = new FakePath(new FakeMount(filesystem, node), node);
        return state.descriptors.open(
                new FakeDescriptors.File(path, Set.of(OpenFlag.O_RDWR), new FakeDescriptors.Position()));
    }

    private long send(DescriptorCall.Sendfile send) {
        FakeDescriptors.File from = file(send.from());
        byte[] content = from.path().node().content;
        int start = Math.min(from.position().value, content.length);
        int end = (int) Math.min(content.length, start + send.count());
        from.position().value = end;
        return write(number(send.to()), Arrays.copyOfRange(content, start, end));
    }
}
