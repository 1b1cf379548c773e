package dev.jrun.runtime.credential;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The home directory that the container's {@code /etc/passwd} has for a user. Run by init after pivot_root(2). */
public final class HomeDirectory {
    private static final String DEFAULT = "/";
    private static final int CHUNK = 12 * 1024;
    private static final int CHUNKS_OF_LONG_FILE = 4;
    private static final int UID_FIELD = 2;
    private static final int HOME_FIELD = 5;
    private static final int FIELDS = 7;

    /** The file is the image's: it may be missing, a directory, a link to anywhere, or a fifo, which must not block. */
    private static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.EACCES, Errno.ELOOP, Errno.ENOTDIR);

    private static final Set<Errno> UNREAD = Set.of(Errno.EISDIR, Errno.EAGAIN, Errno.EINVAL, Errno.EIO);

    private final Plan plan = new Plan();
    private final Read read;
    private final Slot file = new Slot(0);
    private final List<Slot> chunks = new ArrayList<>();

    /** Reads the first 12 KiB of the file, which mostly is all of it. */
    public HomeDirectory() {
        this(1);
    }

    private HomeDirectory(int count) {
        read = new Read(file, CHUNK);
        var open = new Openat(Fd.CWD, "/etc/passwd", Set.of(OpenFlag.O_NONBLOCK), 0);
        String intent = "read /etc/passwd of the container";
        plan.callThen(intent, open, UNOPENED, () -> {
            for (int i = 0; i < count; i++) {
                chunks.add(plan.attempt(intent, read, UNREAD));
            }
            plan.call(intent, new Close(file));
        });
    }

    public Plan plan() {
        return plan;
    }

    /**
     * The home directory of {@code uid}, {@code /} where the file has none.
     *
     * @param outcome of the plan
     * @param executor reads on where the file is long, to 48 KiB: a reply of the stub has to hold it
     */
    public String find(Outcome outcome, long uid, SyscallExecutor executor) {
        Slot last = chunks.getLast();
        if (outcome.ran(last) && outcome.value(last) == CHUNK) {
            var all = new HomeDirectory(CHUNKS_OF_LONG_FILE);
            return find(all.text(executor.run(all.plan)), uid);
        }
        return find(text(outcome), uid);
    }

    private String text(Outcome outcome) {
        var bytes = new ByteArrayOutputStream();
        for (Slot chunk : chunks) {
            if (outcome.ran(chunk) && outcome.failure(chunk).isEmpty()) {
                bytes.writeBytes(read.lift(new Reply(outcome.value(chunk), outcome.outs(chunk))));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static String find(String passwd, long uid) {
        String number = Long.toString(uid);
        for (String line : passwd.split("\n")) {
            String[] fields = line.split(":", -1);
            if (fields.length >= FIELDS && fields[UID_FIELD].equals(number) && isPath(fields[HOME_FIELD])) {
                return fields[HOME_FIELD];
            }
        }
        return DEFAULT;
    }

    private static boolean isPath(String home) {
        return !home.isEmpty() && home.indexOf('\0') < 0;
    }
}
