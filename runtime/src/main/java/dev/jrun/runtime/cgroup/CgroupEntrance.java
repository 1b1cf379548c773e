package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * How the first process of a container gets into its cgroup; what it clones is born there.
 *
 * @param destination the cgroup
 * @param scope for a cgroup that is made only when its first process is there: what makes it, around that pid
 * @param own what the process makes by itself before it goes in
 * @param rest what else is left to be made before that
 */
public record CgroupEntrance(
        CgroupDestination destination, Optional<LongFunction<Round<Done>>> scope, CgroupClaim own, Round<Done> rest) {
    /** What others have to do once the process is there, before it goes in. */
    public Round<Done> prepare(long pid) {
        return scope.isPresent() ? scope.get().apply(pid) : new Round.Finished<>(Done.DONE);
    }
}
