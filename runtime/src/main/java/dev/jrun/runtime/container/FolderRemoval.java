package dev.jrun.runtime.container;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.DirectoryEntry;
import dev.jrun.runtime.syscall.FileCall.Getdents64;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Unlinkat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes folders with all that is in them. Links are removed, not followed; what is gone already is no failure.
 *
 * @param intent for messages
 * @param chunk how many bytes of a folder's list to read at once
 */
record FolderRemoval(SyscallExecutor local, String intent, int chunk) {
    private static final int CHUNK = 4096;
    private static final Set<OpenFlag> FOLDER = Set.of(OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW);

    FolderRemoval(SyscallExecutor local, String intent) {
        this(local, intent, CHUNK);
    }

    /**
     * Removes {@code folder}.
     *
     * @param usual the names of files that it mostly has, and nothing else
     */
    void remove(Path folder, List<String> usual) {
        var plan = new Plan();
        usual.forEach(name -> unlink(plan, folder + "/" + name));
        Slot gone = plan.attempt(
                intent, new Unlinkat(Fd.CWD, folder.toString(), true), Set.of(Errno.ENOENT, Errno.ENOTEMPTY));
        if (local.run(plan).failure(gone).equals(Optional.of(Errno.ENOTEMPTY))) {
            remove(folder.toString());
        }
    }

    private void remove(String folder) {
        var plan = new Plan();
        Slot opened = plan.attempt(intent, new Openat(Fd.CWD, folder, FOLDER, 0), Set.of(Errno.ENOENT));
        Outcome outcome = local.run(plan);
        if (outcome.failure(opened).isPresent()) {
            return;
        }
        Fd directory = outcome.fd(opened);
        try {
            boolean more = true;
            while (more) {
                more = removeSome(folder, directory);
            }
        } finally {
            local.call(intent, new Close(directory));
        }
        var last = new Plan();
        last.attempt(intent, new Unlinkat(Fd.CWD, folder, true), Set.of(Errno.ENOENT));
        local.run(last);
    }

    /** Removes what can be listed at once. There may be more behind a list of no entries: a signal cuts one short. */
    private boolean removeSome(String folder, Fd directory) {
        var read = new Getdents64(directory, chunk);
        var plan = new Plan();
        Slot listed = plan.call(intent, read);
        Reply list = local.run(plan).reply(listed);
        var removal = new Plan();
        for (DirectoryEntry entry : read.lift(list)) {
            String path = folder + "/" + entry.name();
            if (entry.isDirectory()) {
                remove(path);
            } else {
                unlink(removal, path);
            }
        }
        local.run(removal);
        return list.value() > 0;
    }

    private void unlink(Plan plan, String path) {
        plan.attempt(intent, new Unlinkat(Fd.CWD, path, false), Set.of(Errno.ENOENT));
    }
}
