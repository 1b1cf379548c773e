package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks whether a place of the container is free, for both versions. */
public final class CgroupSurvey {
    private static final int PROCS_SIZE = 1024;

    private final CgroupPlace place;
    private final Map<String, Slot> levels = new LinkedHashMap<>();
    private final Plan plan;
    private final List<FileReading> processes = new ArrayList<>(1);

    /**
     * Adds the steps to {@code plan}.
     *
     * @param more adds those that are of interest only where the container's cgroup is there already
     */
    public CgroupSurvey(Plan plan, CgroupPlace place, Runnable more) {
        this.place = place;
        this.plan = plan;
        look(place.levels(), more);
    }

    /** Below a cgroup that is missing there is nothing to look at. */
    private void look(List<String> below, Runnable more) {
        if (below.isEmpty()) {
            processes.add(new FileReading(plan, place.file("cgroup.procs"), PROCS_SIZE, 1));
            more.run();
            return;
        }
        String level = below.getFirst();
        levels.put(level, new Slot(plan.steps().size()));
        plan.callThen(
                "look for cgroup " + level,
                new Statx(Fd.CWD, level, Set.of()),
                Set.of(Errno.ENOENT, Errno.EACCES),
                () -> look(below.subList(1, below.size()), more));
    }

    /** The directories that have to be made, from the top down. */
    public List<String> missing(Outcome outcome) {
        return levels.entrySet().stream()
                .filter(level -> !outcome.ran(level.getValue())
                        || outcome.failure(level.getValue()).isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Refuses a cgroup with processes in it: it is another's. */
    public void checkEmpty(Outcome outcome) {
        long count = processes.getFirst().text(outcome).orElse("").lines().count();
        if (count > 0) {
            throw new ContainerStateException("container's cgroup is not empty: " + count + " process(es) found in "
                    + place.directory() + "; choose another linux.cgroupsPath");
        }
    }

    /** The refusal of a cgroup that is frozen: the container would not start. */
    public ContainerStateException frozen() {
        return new ContainerStateException(
                "container's cgroup unexpectedly frozen: " + place.directory() + "; thaw it or choose another one");
    }
}
