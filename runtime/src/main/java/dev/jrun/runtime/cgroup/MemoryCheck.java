package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Syscall.Done;

/**
 * Refuses a limit below what is in use, at which the kernel would kill instead of saying no.
 *
 * @param file that has the bytes in use
 */
public record MemoryCheck(String file, long limit) {
    private static final int SIZE = 64;

    Round<Done> run() {
        Plan plan = new Plan();
        var reading = new FileReading(plan, file, SIZE, 1);
        return Round.next(plan, outcome -> {
            String used = reading.text(outcome).orElse("").strip();
            if (!used.isEmpty() && Long.parseUnsignedLong(used) > limit) {
                throw new ContainerStateException(Limits.POINTER + "/memory/limit: " + limit + " is below the " + used
                        + " bytes in use, says " + file + "; processes would be killed");
            }
            return new Finished<>(Done.DONE);
        });
    }
}
