package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import java.util.Optional;
import java.util.Set;

/** Looks into a cgroup that is there before the container is made: it must hold nobody, and not be frozen. */
public final class OldCgroup {
    private static final int PROCS_SIZE = 1024;
    private static final int STATE_SIZE = 64;

    private final CgroupPlace place;
    private final Set<String> frozen;
    private final FileReading processes;
    private final Optional<FileReading> state;

    /**
     * Adds the steps to {@code plan}.
     *
     * @param stateFile the file that tells whether it is frozen, if it has one
     * @param frozen what is in there then
     */
    public OldCgroup(Plan plan, CgroupPlace place, Optional<String> stateFile, Set<String> frozen) {
        this.place = place;
        this.frozen = Set.copyOf(frozen);
        this.processes = new FileReading(plan, place.file("cgroup.procs"), PROCS_SIZE, 1);
        this.state = stateFile.map(name -> new FileReading(plan, place.file(name), STATE_SIZE, 1));
    }

    /** Refuses a cgroup with processes in it, which is another's, and one in which the container would not start. */
    public void check(Outcome outcome) {
        long count = processes.text(outcome).orElse("").lines().count();
        if (count > 0) {
            throw new ContainerStateException("container's cgroup is not empty: " + count + " process(es) found in "
                    + place.directory() + "; choose another linux.cgroupsPath");
        }
        if (frozen.contains(
                state.flatMap(reading -> reading.text(outcome)).orElse("").strip())) {
            throw new ContainerStateException(
                    "container's cgroup unexpectedly frozen: " + place.directory() + "; thaw it or choose another one");
        }
    }
}
