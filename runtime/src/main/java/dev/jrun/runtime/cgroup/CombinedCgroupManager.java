package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.cgroup.Round.Finished;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Several managers as one: version 1 and version 2 on a hybrid machine.
 *
 * @param managers that of version 1 first: what its freezer holds does not die of version 2's kill
 */
public record CombinedCgroupManager(List<CgroupManager> managers) implements CgroupManager {
    public CombinedCgroupManager {
        managers = List.copyOf(managers);
    }

    @Override
    public Round<CgroupClaim> claim() {
        List<Round<CgroupClaim>> claims = new ArrayList<>();
        managers.forEach(manager -> claims.add(manager.claim()));
        return Round.together(claims).then(all -> {
            List<CgroupClaim.Step> steps = new ArrayList<>();
            all.forEach(claim -> steps.addAll(claim.steps()));
            return new Finished<>(new CgroupClaim(steps));
        });
    }

    @Override
    public Round<Set<LimitKind>> served() {
        Round<Set<LimitKind>> all = new Finished<>(Set.of());
        for (CgroupManager manager : managers) {
            all = all.then(kinds -> manager.served().then(more -> new Finished<>(union(kinds, more))));
        }
        return all;
    }

    private static Set<LimitKind> union(Set<LimitKind> some, Set<LimitKind> more) {
        Set<LimitKind> all = new HashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** Each kind of limits is the business of the first manager that can set it; the others are not asked. */
    @Override
    public Round<LimitChange> change(Limits limits) {
        return change(limits, managers);
    }

    private static Round<LimitChange> change(Limits limits, List<CgroupManager> managers) {
        if (limits.needs().isEmpty()) {
            return new Finished<>(LimitChange.NONE);
        }
        if (managers.isEmpty()) {
            limits.refuseOthersThan(Set.of());
            return new Finished<>(LimitChange.NONE);
        }
        CgroupManager first = managers.getFirst();
        List<CgroupManager> others = managers.subList(1, managers.size());
        return first.served()
                .then(kinds -> change(limits.without(kinds), others)
                        .then(more ->
                                first.change(limits.only(kinds)).then(change -> new Finished<>(change.and(more)))));
    }

    @Override
    public Round<Boolean> killedForMemory() {
        Round<Boolean> any = new Finished<>(false);
        for (CgroupManager manager : managers) {
            any = any.then(killed -> killed ? new Finished<>(true) : manager.killedForMemory());
        }
        return any;
    }

    @Override
    public Round<MemoryEvents> memoryEvents() {
        Round<MemoryEvents> all = new Finished<>(MemoryEvents.NONE);
        for (CgroupManager manager : managers) {
            all = all.then(events -> manager.memoryEvents().then(more -> new Finished<>(events.and(more))));
        }
        return all;
    }

    @Override
    public Round<List<Long>> processes() {
        Round<List<Long>> all = new Finished<>(List.of());
        for (CgroupManager manager : managers) {
            all = all.then(pids -> manager.processes().then(more -> new Finished<>(union(pids, more))));
        }
        return all;
    }

    private static List<Long> union(List<Long> some, List<Long> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    @Override
    public Round<Done> kill() {
        return each(CgroupManager::kill);
    }

    /** One is enough: all hierarchies have the same processes. */
    @Override
    public Optional<Freezer> freezer() {
        return managers.stream().flatMap(manager -> manager.freezer().stream()).findFirst();
    }

    @Override
    public String freezerFile() {
        for (CgroupManager manager : managers) {
            if (!manager.freezerFile().isEmpty()) {
                return manager.freezerFile();
            }
        }
        return "";
    }

    @Override
    public Round<Done> remove(List<String> made) {
        List<Round<Done>> removals = new ArrayList<>();
        managers.forEach(manager -> removals.add(manager.remove(made)));
        return Round.together(removals).then(all -> new Finished<>(Done.DONE));
    }

    private Round<Done> each(Function<CgroupManager, Round<Done>> work) {
        Round<Done> all = new Finished<>(Done.DONE);
        for (CgroupManager manager : managers) {
            all = all.then(done -> work.apply(manager));
        }
        return all;
    }
}
