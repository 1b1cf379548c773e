package dev.jrun.runtime.resctrl;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Unlinkat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Removes what was made for a container, once its processes have ended.
 *
 * <p>The kernel removes a class that has tasks without a word, and moves them to the default one. So a class that the
 * config named, which others may have joined, is removed only when nobody else is in it.
 *
 * @param made as {@link ResctrlClaim#made} says
 * @param id of the container
 * @param init the pid that the container had; 0 for none
 */
public record ResctrlRemoval(List<String> made, String id, int init) {
    private static final Set<Errno> GONE = Set.of(Errno.ENOENT);
    private static final int TASKS_SIZE = 4096;

    public ResctrlRemoval {
        made = List.copyOf(made);
    }

    /** Reads who is in the folders that others may use, too. */
    public Plan look() {
        Plan plan = new Plan();
        for (String folder : made) {
            if (!isOwn(folder)) {
                Slot file = new Slot(plan.steps().size());
                String intent = "read " + folder + "/tasks";
                plan.callThen(intent, new Openat(Fd.CWD, folder + "/tasks", Set.of(), 0), GONE, () -> {
                    plan.call(intent, new Read(file, TASKS_SIZE));
                    plan.call(intent, new Close(file));
                });
            }
        }
        return plan;
    }

    /** Removes the folders from the bottom up. */
    public Plan remove(Outcome looked) {
        Plan plan = new Plan();
        for (String folder : made.reversed()) {
            if (isOwn(folder) || isUnused(looked)) {
                plan.attempt("remove " + folder, new Unlinkat(Fd.CWD, folder, true), GONE);
            }
        }
        return plan;
    }

    private boolean isOwn(String folder) {
        return folder.endsWith("/" + id);
    }

    /** Of a container's folders at most one is not its own: the class that the config names. */
    private boolean isUnused(Outcome looked) {
        Slot read = new Slot(1);
        if (!looked.ran(read)) {
            return true;
        }
        var reply = new Reply(looked.value(read), looked.outs(read));
        String tasks = new String(new Read(read, TASKS_SIZE).lift(reply), StandardCharsets.US_ASCII);
        // Until its parent has waited for it, init is there, dead as it is.
        return tasks.lines().allMatch(task -> task.equals(Integer.toString(init)));
    }
}
