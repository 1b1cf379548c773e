package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks after the container's cgroup, in the hierarchies that it is responsible for. Only plans; the caller runs. */
public interface CgroupManager {
    /**
     * Looks at what is there.
     *
     * <p>A {@link dev.jrun.runtime.failure.ContainerStateException} says that the cgroup has processes or is frozen:
     * another container's, most likely.
     */
    Round<CgroupClaim> claim();

    /** The kinds of limits that can be set in these hierarchies. */
    Round<Set<LimitKind>> served();

    /**
     * Works out how to set limits; they and the layout decide, the cgroup need not be there yet. What {@code limits} does
     * not have stays as it is.
     *
     * <p>An {@link dev.jrun.runtime.failure.UnsupportedFeatureException} names the first that can't be set here, an
     * {@link dev.jrun.runtime.failure.InvalidInputException} one that makes no sense.
     */
    Round<LimitChange> change(Limits limits);

    /**
     * Tells limits to whoever sets some of their own, before they are written to files: systemd, which would undo them
     * when it is reloaded.
     */
    default Round<Done> announce(Limits limits) {
        return new Round.Finished<>(Done.DONE);
    }

    /** Whether the kernel has killed a process in the cgroup because of its limit of memory. */
    default Round<Boolean> killedForMemory() {
        return memoryEvents().then(events -> new Round.Finished<>(events.kills() > 0));
    }

    /** What came of the cgroup's limit of memory up to now. */
    Round<MemoryEvents> memoryEvents();

    /** The processes in the cgroup and in those below it, in no order, each once. None where the cgroup is gone. */
    Round<List<Long>> processes();

    /** Kills all processes in the cgroup and below, frozen or not, and waits until they are gone. */
    Round<Done> kill();

    /** What stops and continues the processes; none where these hierarchies can't. */
    Optional<Freezer> freezer();

    /** The file that begins with a 1 while {@link #freezer} stops the processes. Empty where there is none. */
    String freezerFile();

    /**
     * Removes the cgroup and those that the container made below it, and waits for processes that are still on their
     * way out.
     *
     * @param made the directories of {@link CgroupClaim#made}; a directory that is not among them and not below one
     *     stays
     */
    Round<Done> remove(List<String> made);

    /** Sends a signal to all processes in the cgroup and below. */
    default Round<Done> signal(int signal) {
        return signal(signal, 0);
    }

    /** Sends a signal to all processes in the cgroup and below but {@code spared}. */
    default Round<Done> signal(int signal, long spared) {
        return processes().then(pids -> {
            Plan plan = new Plan();
            for (long pid : pids) {
                if (pid == spared) {
                    continue;
                }
                plan.attempt("send signal " + signal + " to " + pid, new Kill(pid, signal), Set.of(Errno.ESRCH));
            }
            return plan.isEmpty()
                    ? new Round.Finished<>(Done.DONE)
                    : Round.next(plan, outcome -> new Round.Finished<>(Done.DONE));
        });
    }
}
