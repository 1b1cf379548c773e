package dev.jrun.runtime.cgroup.v1;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupClaim.Initialize;
import dev.jrun.runtime.cgroup.CgroupClaim.MakeDirectory;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupSurvey;
import dev.jrun.runtime.cgroup.FileReading;
import dev.jrun.runtime.cgroup.OldCgroup;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the container's places and works out what has to be made in them. */
final class Survey {
    private static final String FREEZER = "freezer";
    private static final Set<String> FROZEN = Set.of("FROZEN", "FREEZING");
    private static final int CPUSET_SIZE = 4096;
    private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");
    private static final String CLONING = "cgroup.clone_children";

    private record Found(CgroupPlace place, CgroupSurvey survey, Map<String, FileReading> cpusets) {}

    private final boolean optional;
    private final Plan plan = new Plan();
    private final List<Found> found = new ArrayList<>();

    Survey(List<CgroupPlace> places, boolean optional) {
        this.optional = optional;
        for (CgroupPlace place : places) {
            found.add(look(place));
        }
    }

    private Found look(CgroupPlace place) {
        Map<String, FileReading> cpusets = new LinkedHashMap<>();
        if (!place.has("cpuset")) {
            return new Found(place, new CgroupSurvey(plan, place), cpusets);
        }
        lookAtCpusets(place.mountPoint(), cpusets);
        return new Found(place, new CgroupSurvey(plan, place, level -> lookAtCpusets(level, cpusets)), cpusets);
    }

    private void lookAtCpusets(String directory, Map<String, FileReading> cpusets) {
        for (String name : CPUSET_FILES) {
            String file = directory + "/" + name;
            cpusets.put(file, new FileReading(plan, file, CPUSET_SIZE, 1));
        }
    }

    Plan plan() {
        return plan;
    }

    /** What has to be made; a ContainerStateException where a place is taken. */
    Round<CgroupClaim> claim(Outcome outcome) {
        List<CgroupClaim.Step> steps = new ArrayList<>();
        Plan looking = new Plan();
        List<OldCgroup> old = new ArrayList<>(0);
        for (Found one : found) {
            List<String> missing = one.survey().missing(outcome);
            if (missing.isEmpty()) {
                Optional<String> state = one.place().has(FREEZER) ? Optional.of("freezer.state") : Optional.empty();
                old.add(new OldCgroup(looking, one.place(), state, FROZEN));
            }
            missing.forEach(level -> steps.add(new MakeDirectory(level, optional)));
            if (!one.cpusets().isEmpty()) {
                addCpusets(one, outcome, steps);
                addCloning(one, missing, steps);
            }
        }
        Round<CgroupClaim> claim = new Round.Finished<>(new CgroupClaim(steps));
        return looking.isEmpty()
                ? claim
                : Round.next(looking, looked -> {
                    old.forEach(cgroup -> cgroup.check(looked));
                    return claim;
                });
    }

    /** A new cpuset is empty, and no process can be put into it before it has the CPUs and memory nodes of its parent. */
    private void addCpusets(Found one, Outcome outcome, List<CgroupClaim.Step> steps) {
        for (String name : CPUSET_FILES) {
            String inherited = value(one, one.place().mountPoint() + "/" + name, outcome);
            for (String level : one.place().levels()) {
                String file = level + "/" + name;
                String own = value(one, file, outcome);
                if (own.isEmpty() && !inherited.isEmpty()) {
                    steps.add(new Initialize(file, inherited, optional));
                }
                inherited = own.isEmpty() ? inherited : own;
            }
        }
    }

    /**
     * A cpuset has the CPUs and memory nodes of a parent that clones from when it is made. To write them once more is no
     * change then, for which the kernel would look at all other cpusets. What others have made is left as it is.
     */
    private void addCloning(Found one, List<String> missing, List<CgroupClaim.Step> steps) {
        for (String level : missing) {
            if (!level.equals(one.place().directory())) {
                steps.add(new Initialize(level + "/" + CLONING, "1", optional));
            }
        }
    }

    private static String value(Found one, String file, Outcome outcome) {
        FileReading reading = one.cpusets().get(file);
        if (reading == null) {
            throw new IllegalStateException(file + " was not read");
        }
        return reading.text(outcome).orElse("").strip();
    }
}
