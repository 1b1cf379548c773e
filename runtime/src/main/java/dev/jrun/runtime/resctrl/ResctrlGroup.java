package dev.jrun.runtime.resctrl;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.IntelRdt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A container's class of service in resctrl, and its monitoring group below that.
 *
 * @param mount where resctrl is mounted
 * @param id of the container
 */
public record ResctrlGroup(String mount, String id, IntelRdt wanted) {
    static final String POINTER = "config.json: /linux/intelRdt";

    /** As a closID: the class that the machine begins with and that all others belong to. */
    private static final String DEFAULT_CLASS = "/";

    private static final Set<OpenFlag> TO_WRITE = Set.of(OpenFlag.O_WRONLY);
    private static final Slot LOOKED_FILE = new Slot(0);
    private static final Read LOOKED = new Read(LOOKED_FILE, 32 * 1024);

    /** The folder of the class. */
    public String directory() {
        String name = wanted.closId().orElse(id);
        return name.equals(DEFAULT_CLASS) ? mount : mount + "/" + name;
    }

    /** The folder that counts what the container uses, if that is wanted. */
    public Optional<String> monitoringGroup() {
        return wanted.enableMonitoring() ? Optional.of(directory() + "/mon_groups/" + id) : Optional.empty();
    }

    /** Reads what {@link #claim} has to know. */
    public Plan look() {
        Plan plan = new Plan();
        String file = directory() + "/schemata";
        String intent = POINTER + ": read " + file;
        plan.callThen(intent, new Openat(Fd.CWD, file, Set.of(), 0), Set.of(Errno.ENOENT), () -> {
            plan.call(intent, LOOKED);
            plan.call(intent, new Close(LOOKED_FILE));
        });
        return plan;
    }

    /** What is to be made and written for the container; refused if the class is there and differs. */
    public ResctrlClaim claim(Outcome looked) {
        List<String> made = new ArrayList<>();
        List<String> writes = Schemata.writes(wanted);
        if (looked.failure(LOOKED_FILE).isPresent()) {
            requireSchemata();
            made.add(directory());
        } else {
            byte[] text = LOOKED.lift(new Reply(looked.value(new Slot(1)), looked.outs(new Slot(1))));
            requireShareable(new String(text, StandardCharsets.UTF_8));
            // What the container shares with others already is as it shall be, but for what is to be written in any
            // case.
            writes = wanted.schemata().isEmpty() ? List.of() : List.of(Schemata.text(wanted.schemata()));
        }
        monitoringGroup().ifPresent(made::add);
        return new ResctrlClaim(directory(), made, writes);
    }

    /** A class that is named and that nobody describes has to be there. */
    private void requireSchemata() {
        if (wanted.closId().isPresent() && Schemata.writes(wanted).isEmpty()) {
            throw new InvalidInputException(POINTER + "/closID: there is no " + directory()
                    + ", and the config has no schemata for a new one; make it first, or add schemata");
        }
    }

    private void requireShareable(String present) {
        if (wanted.closId().isEmpty()) {
            throw new ContainerStateException(POINTER + ": " + directory()
                    + " is there already, and is none of this container's; remove it, or name it by closID");
        }
        List<String> lines = Schemata.combined(wanted.l3CacheSchema(), wanted.memBwSchema());
        Schemata.difference(lines, present).ifPresent(difference -> {
            throw new InvalidInputException(
                    POINTER + ": " + directory() + "/schemata differs from the config: " + difference);
        });
    }

    /** Has a process, and those that it will fork, belong to the class. */
    public Plan enter(long pid) {
        Plan plan = new Plan();
        addTask(plan, directory(), pid);
        monitoringGroup().ifPresent(group -> addTask(plan, group, pid));
        return plan;
    }

    private static void addTask(Plan plan, String group, long pid) {
        addWrite(plan, group + "/tasks", Long.toString(pid));
    }

    /** Changes the limits of the class; a value that is absent stays as it is. */
    public Plan change(Optional<String> cacheSchema, Optional<String> bandwidthSchema) {
        Plan plan = new Plan();
        List<String> lines = Schemata.combined(cacheSchema, bandwidthSchema);
        if (!lines.isEmpty()) {
            addWrite(plan, directory() + "/schemata", Schemata.text(lines));
        }
        return plan;
    }

    static void addWrite(Plan plan, String path, String text) {
        String intent = POINTER + ": write " + text.strip().replace("\n", ", ") + " to " + path;
        Slot file = plan.call(intent, new Openat(Fd.CWD, path, TO_WRITE, 0));
        plan.call(intent, Write.text(file, text));
        plan.call(intent, new Close(file));
    }
}
