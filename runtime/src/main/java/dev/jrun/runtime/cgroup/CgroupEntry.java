package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.Set;

/** Writes to the files of a cgroup that was made. */
public final class CgroupEntry {
    private static final Set<OpenFlag> TO_WRITE = Set.of(OpenFlag.O_WRONLY);
    private static final String ITSELF = "0";

    private CgroupEntry() {}

    /**
     * Adds steps with which a process of one thread moves itself into a cgroup.
     *
     * <p>In version 1 as a thread: the kernel waits for nobody then. For a process, it stops all forks of the machine.
     *
     * @param optional whether the process may stay where it is when the kernel refuses, as for a rootless caller
     */
    static void add(Plan plan, CgroupPlace place, boolean optional) {
        String intent = "enter cgroup " + place.directory();
        String name = place.version() == CgroupVersion.V1 ? "tasks" : "cgroup.procs";
        var open = new Openat(Fd.CWD, place.file(name), TO_WRITE, 0);
        Set<Errno> unopened = optional ? Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.EROFS) : Set.<Errno>of();
        Set<Errno> unwritten = optional ? Set.of(Errno.EACCES, Errno.EPERM) : Set.<Errno>of();
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, open, unopened, () -> {
            plan.attempt(intent, Write.text(file, ITSELF), unwritten);
            plan.call(intent, new Close(file));
        });
    }

    /** Adds steps that write to a file of a cgroup, where there is such a file; gives the slot of the opening. */
    public static Slot write(Plan plan, String directory, String name, String value) {
        String path = directory + "/" + name;
        String intent = "write " + value + " to " + path;
        Slot file = new Slot(plan.steps().size());
        return plan.callThen(intent, new Openat(Fd.CWD, path, TO_WRITE, 0), Set.of(Errno.ENOENT), () -> {
            plan.attempt(intent, Write.text(file, value), Set.of(Errno.ENODEV));
            plan.call(intent, new Close(file));
        });
    }
}
