package dev.jrun.runtime.operation;

import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Set;

/**
 * Tells whether anything was mounted, unmounted or changed in the mount namespace of this JVM: its mount table is a file
 * that poll(2) tells of, proc(5). It stays open as long as the JVM lives.
 */
final class MountWatch {
    private final SyscallExecutor local;
    private final Ppoll poll;

    /** Begins to watch; what is read of the table from here on is no older than what {@link #hasChanged} tells. */
    MountWatch(SyscallExecutor local) {
        this.local = local;
        Fd table = local.call("watch the mount table", new Openat(Fd.CWD, "/proc/self/mountinfo", Set.of(), 0));
        this.poll = new Ppoll(List.of(((Fd.Number) table).value()), Ppoll.POLLPRI, 0);
    }

    /** Whether there was a change since this was asked last. */
    boolean hasChanged() {
        return local.call("ask whether the mount table has changed", poll)[0] != 0;
    }
}
