package dev.jrun.runtime;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The map of uids in the caller's user namespace, read in the main stub; the engine may be in another namespace. */
final class UidMapReading {
    private static final int SIZE = 4096;

    private final Slot file;
    private final Read read;
    private final Slot content;

    /** Adds the steps to {@code plan}. */
    UidMapReading(Plan plan) {
        String intent = "read the caller's uid map";
        file = plan.attempt(
                intent,
                new Openat(Fd.CWD, "/proc/self/uid_map", Set.of(), 0),
                Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES));
        read = new Read(file, SIZE);
        content = plan.attempt(intent, read, Set.of(Errno.EBADF));
        plan.attempt(intent, new Close(file), Set.of(Errno.EBADF));
    }

    /** What the map says; empty where there is none, in a kernel without user namespaces or a place without /proc. */
    String text(Outcome outcome) {
        if (outcome.failure(file).isPresent() || outcome.failure(content).isPresent()) {
            return "";
        }
        byte[] bytes = read.lift(new Reply(outcome.value(content), outcome.outs(content)));
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
