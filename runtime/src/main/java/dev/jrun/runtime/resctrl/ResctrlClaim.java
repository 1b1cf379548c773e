package dev.jrun.runtime.resctrl;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.Plan;
import java.util.List;

/**
 * What has to be done in resctrl before a container's process enters; nothing of it is done yet.
 *
 * @param directory of the container's class
 * @param made the folders that will be made, in order. To be remembered before they are made.
 * @param writes what goes to the class's {@code schemata}
 */
public record ResctrlClaim(String directory, List<String> made, List<String> writes) {
    private static final int MODE = 0755;

    public ResctrlClaim {
        made = List.copyOf(made);
        writes = List.copyOf(writes);
    }

    /** Makes the folders, and writes the limits. A folder that somebody else has made meanwhile is an error. */
    public Plan make() {
        Plan plan = new Plan();
        for (String folder : made) {
            plan.call(ResctrlGroup.POINTER + ": make " + folder, new Mkdirat(Fd.CWD, folder, MODE));
        }
        for (String text : writes) {
            ResctrlGroup.addWrite(plan, directory + "/schemata", text);
        }
        return plan;
    }
}
