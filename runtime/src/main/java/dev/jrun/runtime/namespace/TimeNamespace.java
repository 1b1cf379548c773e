package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Unshare;
import dev.jrun.spec.TimeOffset;
import dev.jrun.spec.TimeOffsets;
import java.util.Set;

/**
 * Making a time namespace, time_namespaces(7): the intermediate runs {@link #unshare}, which leaves itself where it is,
 * the main stub {@link #offsets}, and init, cloned after that, is the first process inside.
 */
public final class TimeNamespace {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private TimeNamespace() {}

    /** Makes the namespace for the children to come. */
    public static Plan unshare() {
        Plan plan = new Plan();
        plan.call("make a time namespace", new Unshare(Set.of(CloneFlag.CLONE_NEWTIME)));
        return plan;
    }

    /**
     * Sets the clocks of the namespace that the process {@code pid} made. Empty where no offset is asked for.
     *
     * @param procfs from {@link ProcfsHandle#ofCaller}
     */
    public static Plan offsets(TimeOffsets offsets, long pid, Fd procfs) {
        var text = new StringBuilder();
        offsets.monotonic().ifPresent(offset -> text.append(line("monotonic", offset)));
        offsets.boottime().ifPresent(offset -> text.append(line("boottime", offset)));
        Plan plan = new Plan();
        if (!text.isEmpty()) {
            ProcfsHandle.write(
                    plan, procfs, pid + "/timens_offsets", text.toString(), "set the time namespace's offsets");
        }
        return plan;
    }

    private static String line(String clock, TimeOffset offset) {
        if (offset.nanosecs() >= NANOS_PER_SECOND) {
            throw new InvalidInputException("/linux/timeOffsets/" + clock + "/nanosecs: " + offset.nanosecs()
                    + " is a second or more; put whole seconds into secs");
        }
        return clock + " " + offset.secs() + " " + offset.nanosecs() + "\n";
    }
}
