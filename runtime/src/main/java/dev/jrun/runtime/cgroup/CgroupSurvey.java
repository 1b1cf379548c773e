package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
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
import java.util.function.Consumer;

/** Looks whether a place of the container is there, for both versions; an {@link OldCgroup} is looked into. */
public final class CgroupSurvey {
    private final Map<String, Slot> levels = new LinkedHashMap<>();
    private final Plan plan;
    private final Consumer<String> inside;

    /** Adds the steps to {@code plan}. */
    public CgroupSurvey(Plan plan, CgroupPlace place) {
        this(plan, place, level -> {});
    }

    /**
     * As above.
     *
     * @param inside adds what is to be asked of a level that is there
     */
    public CgroupSurvey(Plan plan, CgroupPlace place, Consumer<String> inside) {
        this.plan = plan;
        this.inside = inside;
        look(place.levels());
    }

    /** Below a cgroup that is missing there is nothing to look at. */
    private void look(List<String> below) {
        if (below.isEmpty()) {
            return;
        }
        String level = below.getFirst();
        levels.put(level, new Slot(plan.steps().size()));
        plan.callThen(
                "look for cgroup " + level,
                new Statx(Fd.CWD, level, Set.of()),
                Set.of(Errno.ENOENT, Errno.EACCES),
                () -> {
                    inside.accept(level);
                    look(below.subList(1, below.size()));
                });
    }

    /** The directories that have to be made, from the top down; none where the container's cgroup is there already. */
    public List<String> missing(Outcome outcome) {
        List<String> missing = new ArrayList<>(levels.size());
        levels.forEach((level, look) -> {
            if (!outcome.ran(look) || outcome.failure(look).isPresent()) {
                missing.add(level);
            }
        });
        return missing;
    }
}
