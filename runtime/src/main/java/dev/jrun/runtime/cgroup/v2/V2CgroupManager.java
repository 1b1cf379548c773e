package dev.jrun.runtime.cgroup.v2;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupClaim.HandDown;
import dev.jrun.runtime.cgroup.CgroupClaim.MakeDirectory;
import dev.jrun.runtime.cgroup.CgroupEntry;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupSurvey;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.FileReading;
import dev.jrun.runtime.cgroup.Freezer;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.MemoryEvents;
import dev.jrun.runtime.cgroup.OldCgroup;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The container's cgroup in the hierarchy of version 2.
 *
 * @param rootless whether to do without a cgroup that the caller may not make
 */
public record V2CgroupManager(CgroupPlace place, boolean rootless) implements CgroupManager {
    private static final int CONTROLLERS_SIZE = 4096;
    private static final int STATE_SIZE = 64;

    @Override
    public Round<CgroupClaim> claim() {
        Plan plan = new Plan();
        var survey = new CgroupSurvey(plan, place);
        var controllers = new FileReading(plan, place.mountPoint() + "/cgroup.controllers", CONTROLLERS_SIZE, 1);
        List<Parent> parents = parents(plan);
        return Round.next(plan, outcome -> {
            List<String> missing = survey.missing(outcome);
            List<String> names = names(controllers.text(outcome));
            List<List<String>> lacking = parents.stream()
                    .map(parent -> parent.lacking(names, outcome))
                    .toList();
            return handedDown(parents, lacking)
                    .then(handed -> claim(missing, handed))
                    .then(claim -> missing.isEmpty() ? checked(claim) : new Round.Finished<>(claim));
        });
    }

    /** What each parent is to hand down: what it does not yet, unless it may not. Mostly there is nothing to ask. */
    private static Round<List<Optional<HandDown>>> handedDown(List<Parent> parents, List<List<String>> lacking) {
        Plan plan = new Plan();
        List<Optional<Candidate>> candidates = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
            Parent parent = parents.get(i);
            candidates.add(
                    lacking.get(i).isEmpty() ? Optional.empty() : Optional.of(parent.candidate(plan, lacking.get(i))));
        }
        return plan.isEmpty()
                ? new Round.Finished<>(parents.stream()
                        .map(parent -> Optional.<HandDown>empty())
                        .toList())
                : Round.next(
                        plan,
                        outcome -> new Round.Finished<>(candidates.stream()
                                .map(candidate -> candidate.flatMap(one -> one.step(outcome)))
                                .toList()));
    }

    private Round<CgroupClaim> checked(CgroupClaim claim) {
        Plan plan = new Plan();
        var old = new OldCgroup(plan, place, Optional.of("cgroup.freeze"), Set.of("1"));
        return Round.next(plan, outcome -> {
            old.check(outcome);
            return new Round.Finished<>(claim);
        });
    }

    /** A cgroup that one of the container's levels is in. */
    private record Parent(String directory, FileReading handedDown) {
        /** Those of {@code controllers} that it does not hand down yet. */
        List<String> lacking(List<String> controllers, Outcome outcome) {
            List<String> lacking = new ArrayList<>(controllers);
            lacking.removeAll(names(handedDown.text(outcome)));
            return lacking;
        }

        Candidate candidate(Plan plan, List<String> lacking) {
            return new Candidate(
                    new HandDown(directory, lacking),
                    new FileReading(plan, directory + "/cgroup.type", STATE_SIZE, 1),
                    new FileReading(plan, directory + "/cgroup.procs", STATE_SIZE, 1));
        }
    }

    /**
     * What would be handed down by a cgroup without processes. The root of all has no type, and may have some and hand
     * down controllers all the same.
     */
    private record Candidate(HandDown step, FileReading type, FileReading processes) {
        Optional<HandDown> step(Outcome outcome) {
            boolean occupied = !type.text(outcome).orElse("").isEmpty()
                    && !processes.text(outcome).orElse("").isEmpty();
            return occupied ? Optional.empty() : Optional.of(step);
        }
    }

    private List<Parent> parents(Plan plan) {
        List<Parent> parents = new ArrayList<>();
        String parent = place.mountPoint();
        for (String level : place.levels()) {
            parents.add(
                    new Parent(parent, new FileReading(plan, parent + "/cgroup.subtree_control", CONTROLLERS_SIZE, 1)));
            parent = level;
        }
        return parents;
    }

    private static List<String> names(Optional<String> text) {
        String names = text.orElse("").strip();
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    /**
     * Each level hands the controllers down to the next one, if it does not yet: the kernel locks all cgroups for that,
     * also where it changes nothing. The container's own does not, processes are in it. Nor does any other with processes
     * in it: the kernel would refuse some controllers, and for the others make it a domain of threads, below which no
     * process can be.
     */
    private Round<CgroupClaim> claim(List<String> missing, List<Optional<HandDown>> handed) {
        List<CgroupClaim.Step> steps = new ArrayList<>();
        List<String> levels = place.levels();
        for (int i = 0; i < levels.size(); i++) {
            handed.get(i).ifPresent(steps::add);
            if (missing.contains(levels.get(i))) {
                steps.add(new MakeDirectory(levels.get(i), rootless));
            }
        }
        return new Round.Finished<>(new CgroupClaim(steps));
    }

    @Override
    public Round<Set<LimitKind>> served() {
        return controllers().then(names -> new Round.Finished<>(V2Limits.served(names)));
    }

    /** Those at the top of the tree: {@link #claim} hands them down. */
    private Round<List<String>> controllers() {
        return FileReading.whole(place.mountPoint() + "/cgroup.controllers")
                .then(text ->
                        new Round.Finished<>(List.of(text.orElse("").strip().split(" "))));
    }

    @Override
    public Round<LimitChange> change(Limits limits) {
        return controllers().then(names -> {
            limits.refuseOthersThan(V2Limits.served(names));
            return new Round.Finished<>(new V2Limits(place, names, rootless, limits).change());
        });
    }

    @Override
    public Round<MemoryEvents> memoryEvents() {
        return MemoryEvents.read(place.file("memory.events"));
    }

    @Override
    public Round<List<Long>> processes() {
        return CgroupTree.processes(place.directory());
    }

    /** One write since Linux 5.14; before that, frozen processes can't fork while they are counted. */
    @Override
    public Round<Done> kill() {
        Plan plan = new Plan();
        Slot file = CgroupEntry.write(plan, place.directory(), "cgroup.kill", "1");
        return Round.next(plan, outcome -> {
            boolean killed = outcome.failure(file).isEmpty();
            Round<Done> nothing = new Round.Finished<>(Done.DONE);
            return CgroupTree.killUntilEmpty(
                    this,
                    killed ? nothing : cgroupFreezer().tryFreeze(),
                    killed ? nothing : cgroupFreezer().thawAll());
        });
    }

    /** Whether it is done is said by an event: {@code cgroup.freeze} only has what was asked for. */
    @Override
    public Optional<Freezer> freezer() {
        return Optional.of(cgroupFreezer());
    }

    private Freezer cgroupFreezer() {
        return new Freezer(place.directory(), "cgroup.freeze", "1", "0", "cgroup.events", "frozen 1");
    }

    @Override
    public String freezerFile() {
        return place.file("cgroup.freeze");
    }

    @Override
    public Round<Done> remove(List<String> made) {
        return CgroupTree.remove(List.of(place), made);
    }
}
