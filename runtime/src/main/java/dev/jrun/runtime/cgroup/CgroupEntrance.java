package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * How the first process of a container gets into its cgroup; what it clones is born there.
 *
 * @param destination the cgroup
 * @param scope for a cgroup that is made only when its first process is there: what makes it, around that pid
 * @param rest what is left to be made before the process goes in
 */
public record CgroupEntrance(
        CgroupDestination destination, Optional<LongFunction<Round<Done>>> scope, Round<Done> rest) {
    /** What others have to do once the process is there, before it goes in. */
    public Round<Done> prepare(long pid) {
        return scope.isPresent() ? scope.get().apply(pid) : new Round.Finished<>(Done.DONE);
    }
}
