package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.abi.ResolveFlag;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Standard streams that are the host's null device become the container's own. A process that holds a file of a mount
 * that is not in its mount namespace can't be checkpointed.
 */
final class NullStreams {
    private static final int STREAMS = 3;
    private static final int NULL_MAJOR = 1;
    private static final int NULL_MINOR = 3;
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final Statx STATUS = new Statx(Fd.STDIN, "", Set.of(AtFlag.AT_EMPTY_PATH));

    private final Plan plan = new Plan();
    private final List<Slot> streams = new ArrayList<>();
    private final Slot device;
    private final Slot status;

    /** Asks what the streams are, and opens the device of the root that the stub is in by then. */
    NullStreams() {
        for (int fd = 0; fd < STREAMS; fd++) {
            var stream = new Statx(Fd.of(fd), "", Set.of(AtFlag.AT_EMPTY_PATH));
            streams.add(plan.attempt("look at standard stream " + fd, stream, Set.of(Errno.EBADF)));
        }
        var open = new Openat2(
                Fd.CWD,
                "/dev/null",
                Set.of(OpenFlag.O_RDWR),
                0,
                Set.of(ResolveFlag.RESOLVE_NO_SYMLINKS, ResolveFlag.RESOLVE_NO_MAGICLINKS));
        Set<Errno> missing = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EACCES);
        device = plan.attempt("open /dev/null", open, missing);
        status = plan.attempt(
                "look at /dev/null", new Statx(device, "", Set.of(AtFlag.AT_EMPTY_PATH)), Set.of(Errno.EBADF));
    }

    Plan plan() {
        return plan;
    }

    /** Puts the device in the place of the host's. A root without such a device keeps that. */
    Plan use(Outcome outcome) {
        var use = new Plan();
        if (outcome.failure(device).isPresent()) {
            return use;
        }
        Fd fd = outcome.fd(device);
        for (int stream = 0; stream < STREAMS && isNull(outcome, status); stream++) {
            if (isNull(outcome, streams.get(stream))) {
                use.call("use /dev/null as standard stream " + stream, new Dup3(fd, stream, false));
            }
        }
        use.call("close /dev/null", new Close(fd));
        return use;
    }

    private static boolean isNull(Outcome outcome, Slot slot) {
        if (outcome.failure(slot).isPresent()) {
            return false;
        }
        FileStatus status = STATUS.lift(new Reply(outcome.value(slot), outcome.outs(slot)));
        return (status.mode() & S_IFMT) == S_IFCHR
                && status.deviceMajor() == NULL_MAJOR
                && status.deviceMinor() == NULL_MINOR;
    }
}
