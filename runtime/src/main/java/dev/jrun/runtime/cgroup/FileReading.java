package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file of a cgroup, read within a plan. It may be missing, and it may go away while it is read. */
public final class FileReading {
    private static final Set<Errno> MISSING = Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EACCES);
    private static final Set<Errno> GONE = Set.of(Errno.ENODEV, Errno.EOPNOTSUPP, Errno.EBADF);

    private final Slot file;
    private final Read read;
    private final List<Slot> chunks = new ArrayList<>();

    /** Adds steps to {@code plan} that read at most {@code chunks} times {@code size} bytes of the file. */
    public FileReading(Plan plan, String path, int size, int chunks) {
        file = new Slot(plan.steps().size());
        read = new Read(file, size);
        String intent = "read " + path;
        // No branch on whether it opened: a plan of many reads may have to go to a stub in several messages.
        plan.attempt(intent, new Openat(Fd.CWD, path, Set.of(), 0), MISSING);
        for (int i = 0; i < chunks; i++) {
            this.chunks.add(plan.attempt(intent, read, GONE));
        }
        plan.attempt(intent, new Close(file), Set.of(Errno.EBADF));
    }

    /** What the file has; nothing where it is missing or went away. */
    public Optional<String> text(Outcome outcome) {
        var bytes = new ByteArrayOutputStream();
        for (Slot chunk : chunks) {
            if (!outcome.ran(chunk) || outcome.failure(chunk).isPresent()) {
                return Optional.empty();
            }
            bytes.writeBytes(read.lift(new Reply(outcome.value(chunk), outcome.outs(chunk))));
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    /** Whether the end of the file was not reached. */
    public boolean isCut(Outcome outcome) {
        Slot last = chunks.getLast();
        return outcome.ran(last) && outcome.value(last) > 0;
    }

    /** All of a file, however long. */
    public static Round<Optional<String>> whole(String path) {
        return whole(path, 2);
    }

    private static Round<Optional<String>> whole(String path, int chunks) {
        Plan plan = new Plan();
        var reading = new FileReading(plan, path, 16 * 1024, chunks);
        return Round.next(
                plan,
                outcome ->
                        reading.isCut(outcome) ? whole(path, 2 * chunks) : new Round.Finished<>(reading.text(outcome)));
    }
}
