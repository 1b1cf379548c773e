package dev.jrun.runtime.cgroup.v1;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.Freezer;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.MemoryEvents;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The container's cgroup in each hierarchy of version 1.
 *
 * @param places at least one
 * @param rootless whether to do without a cgroup that the caller may not make
 */
public record V1CgroupManager(List<CgroupPlace> places, boolean rootless) implements CgroupManager {
    private static final String FREEZER = "freezer";
    private static final String STATE = "freezer.state";

    public V1CgroupManager {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("no hierarchy of version 1");
        }
    }

    @Override
    public Round<CgroupClaim> claim() {
        var survey = new Survey(places, rootless);
        return Round.next(survey.plan(), survey::claim);
    }

    @Override
    public Round<Set<LimitKind>> served() {
        return new Round.Finished<>(V1Limits.served(places));
    }

    @Override
    public Round<LimitChange> change(Limits limits) {
        Set<LimitKind> served = V1Limits.served(places);
        limits.refuseOthersThan(served);
        return new Round.Finished<>(new V1Limits(places, rootless, limits.only(served)).change());
    }

    @Override
    public Round<MemoryEvents> memoryEvents() {
        return places.stream()
                .filter(place -> place.has("memory"))
                .findFirst()
                .map(place -> MemoryEvents.read(place.file("memory.oom_control")))
                .orElse(new Round.Finished<>(MemoryEvents.NONE));
    }

    /** A process is in all hierarchies, so one tells of all; a container can move its own only where it has a mount. */
    @Override
    public Round<List<Long>> processes() {
        return CgroupTree.processes(freezerPlace().orElse(places.getFirst()).directory());
    }

    /** Frozen, the processes can't fork while they are counted; thawed, they die of the signal that waits for them. */
    @Override
    public Round<Done> kill() {
        Round<Done> nothing = new Round.Finished<>(Done.DONE);
        return CgroupTree.killUntilEmpty(
                this,
                freezer().map(Freezer::tryFreeze).orElse(nothing),
                freezer().map(Freezer::thawAll).orElse(nothing));
    }

    @Override
    public Optional<Freezer> freezer() {
        return freezerPlace().map(place -> new Freezer(place.directory(), STATE, "FROZEN", "THAWED", STATE, "FROZEN"));
    }

    /** Not the state itself: that is FROZEN, too, when a cgroup above is. */
    @Override
    public String freezerFile() {
        for (CgroupPlace place : places) {
            if (place.has(FREEZER)) {
                return place.file("freezer.self_freezing");
            }
        }
        return "";
    }

    @Override
    public Round<Done> remove(List<String> made) {
        return CgroupTree.remove(places, made);
    }

    private Optional<CgroupPlace> freezerPlace() {
        return places.stream().filter(place -> place.has(FREEZER)).findFirst();
    }
}
