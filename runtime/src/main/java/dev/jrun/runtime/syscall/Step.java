package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import java.util.Set;

/**
 * One step of a {@link Plan}.
 *
 * @param intent what the step is for, as the error message puts it: {@code mount /data (bind of /srv/x)}
 * @param slot where the result goes
 * @param tolerated errnos that do not end the plan; at most {@value #TOLERATED_LIMIT}
 * @param skipOnSuccess how many steps behind this one are left out when it succeeds
 * @param skipOnError how many steps behind this one are left out when it fails with a tolerated errno
 */
public record Step(
        String intent, Syscall<?> call, Slot slot, Set<Errno> tolerated, int skipOnSuccess, int skipOnError) {
    public static final int TOLERATED_LIMIT = 4;

    public Step {
        tolerated = Set.copyOf(tolerated);
        if (tolerated.size() > TOLERATED_LIMIT) {
            throw new IllegalArgumentException("a step tolerates at most " + TOLERATED_LIMIT + " errnos: " + call);
        }
    }

    /** How many steps behind this one may be left out. */
    public int reach() {
        return Math.max(skipOnSuccess, skipOnError);
    }
}
