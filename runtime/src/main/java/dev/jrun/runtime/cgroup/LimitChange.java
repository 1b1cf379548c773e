package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What has to be done to set limits; nothing of it is done yet, and all that can be refused was refused.
 *
 * @param checks that come first
 * @param writes in order
 * @param filter the program that decides about devices, if there is to be one: only one hierarchy can have it
 */
public record LimitChange(List<MemoryCheck> checks, List<LimitWrite> writes, Optional<DeviceFilter> filter) {
    /** Nothing to do. */
    public static final LimitChange NONE = new LimitChange(List.of(), List.of(), Optional.empty());

    public LimitChange {
        checks = List.copyOf(checks);
        writes = List.copyOf(writes);
    }

    /** This change and another. */
    public LimitChange and(LimitChange other) {
        return new LimitChange(join(checks, other.checks), join(writes, other.writes), filter.or(() -> other.filter));
    }

    private static <T> List<T> join(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /**
     * What has to be set before a process is in the cgroup. All but the number of processes: while a container is made
     * there are more of them in its cgroup than it will have.
     */
    public LimitChange beforeEntry() {
        return part(kind -> kind != LimitKind.PIDS);
    }

    /** The rest, for the time when the cgroup has the container's init and nobody else. */
    public LimitChange afterEntry() {
        return new LimitChange(List.of(), part(kind -> kind == LimitKind.PIDS).writes(), Optional.empty());
    }

    private LimitChange part(Predicate<LimitKind> chosen) {
        List<LimitWrite> some = new ArrayList<>(writes);
        some.removeIf(write -> !chosen.test(write.kind()));
        return new LimitChange(checks, some, filter);
    }

    /** Sets the limits, where no devices are among them. */
    public Round<Done> make() {
        return make(Optional.empty());
    }

    /**
     * Sets the limits.
     *
     * @param loaded the program of {@link #filter}, unless the caller does without
     */
    public Round<Done> make(Optional<DeviceFilter.Loaded> loaded) {
        Round<Done> all = new Finished<>(Done.DONE);
        for (MemoryCheck check : checks) {
            all = all.then(done -> check.run());
        }
        return all.then(done -> write(loaded));
    }

    private Round<Done> write(Optional<DeviceFilter.Loaded> loaded) {
        Plan plan = new Plan();
        for (int i = 0; i < writes.size(); ) {
            LimitWrite first = writes.get(i);
            int next = i + 1;
            while (next < writes.size() && first.sharesFileWith(writes.get(next))) {
                next++;
            }
            first.add(plan, writes.subList(i + 1, next));
            i = next;
        }
        filter.ifPresent(devices -> devices.attach(plan, loaded));
        return CgroupTree.run(plan);
    }
}
