package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Slot;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the process has open. Standard input, output and error are open from the start. */
final class FakeDescriptors {
    /** What a descriptor refers to. */
    sealed interface Open {}

    /** A file, directory, device, or with O_PATH a link. */
    record File(FakePath path, Set<OpenFlag> flags, Position position) implements Open {
        boolean isWritable() {
            return !flags.contains(OpenFlag.O_PATH)
                    && (flags.contains(OpenFlag.O_WRONLY) || flags.contains(OpenFlag.O_RDWR));
        }
    }

    /** What fsopen or fspick gave. */
    record Context(FakeMount.Filesystem filesystem, boolean picked) implements Open {}

    /** A process. */
    record Process(long pid) implements Open {}

    /** A socket, a signalfd: of a kind that has no state here. */
    record Other(String kind) implements Open {}

    /** The offset of an open file, shared by the copies of its descriptor. */
    static final class Position {
        int value;
    }

    final Map<Integer, Open> table = new TreeMap<>();

    FakeDescriptors() {
        for (int fd = 0; fd < 3; fd++) {
            table.put(fd, new Other("stdio"));
        }
    }

    FakeDescriptors(FakeDescriptors original) {
        table.putAll(original.table);
    }

    int open(Open open) {
        return openFrom(3, open);
    }

    int openFrom(int first, Open open) {
        int fd = first;
        while (table.containsKey(fd)) {
            fd++;
        }
        table.put(fd, open);
        return fd;
    }

    static int number(Fd fd, SteppingExecutor.Slots slots) {
        return switch (fd) {
            case Fd.Number number -> number.value();
            case Slot slot -> (int) slots.value(slot);
        };
    }

    Open find(int fd) {
        Open open = table.get(fd);
        if (open == null) {
            throw new KernelError(Errno.EBADF);
        }
        return open;
    }

    <T extends Open> T find(int fd, Class<T> kind) {
        Open open = find(fd);
        if (!kind.isInstance(open)) {
            throw new KernelError(Errno.EINVAL);
        }
        return kind.cast(open);
    }
}
