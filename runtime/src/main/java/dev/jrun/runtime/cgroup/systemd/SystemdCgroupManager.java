package dev.jrun.runtime.cgroup.systemd;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupEntry;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.Freezer;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.MemoryEvents;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Syscall.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A container's cgroup that is a scope of systemd's. systemd makes and removes it; all else is done to its files, as
 * with any other.
 */
public final class SystemdCgroupManager implements CgroupManager {
    /** The controllers of version 1 whose cgroups systemd looks after; those of others are jrun's. */
    private static final Set<String> SYSTEMD =
            Set.of("cpu", "cpuacct", "blkio", "memory", "devices", "pids", "name=systemd");

    private final CgroupManager files;
    private final List<CgroupPlace> places;
    private final ScopeName name;
    private final Systemd systemd;

    /**
     * The manager of a scope, which may be there or not.
     *
     * @param files does the work on the files
     * @param places of the scope's cgroup
     * @param systemd that it belongs to
     */
    public SystemdCgroupManager(CgroupManager files, List<CgroupPlace> places, Systemd systemd) {
        this.files = files;
        this.places = List.copyOf(places);
        this.name = ScopeName.ofPath(places.getFirst().path());
        this.systemd = systemd;
    }

    @Override
    public Round<CgroupClaim> claim() {
        return files.claim();
    }

    @Override
    public Round<Set<LimitKind>> served() {
        return files.served();
    }

    @Override
    public Round<LimitChange> change(Limits limits) {
        return files.change(limits);
    }

    @Override
    public Round<Done> announce(Limits limits) {
        return Round.act(() -> {
            List<UnitProperty> properties = ResourceProperties.of(limits, isUnified(), systemd.version());
            if (!properties.isEmpty()) {
                systemd.set(name.unit(), properties);
            }
            return new Round.Finished<>(Done.DONE);
        });
    }

    /**
     * Starts the scope with a process in it. A scope ends with its last process, so it can't be made in advance; and
     * what depends on its cgroup comes after.
     *
     * @param claim what {@link #claim} has found to do
     * @param limits of the container; those of {@link LimitChange#afterEntry} have to follow
     */
    public Round<Done> start(long pid, ScopeProperties properties, CgroupClaim claim, Limits limits) {
        return Round.act(() -> {
                    List<UnitProperty> known = ResourceProperties.of(limits, isUnified(), systemd.version());
                    systemd.start(name.unit(), properties.of(name, pid, isUnified(), known));
                    return new Round.Finished<>(Done.DONE);
                })
                .then(done -> CgroupTree.run(claim.make()))
                .then(done -> CgroupTree.run(liftLimitOfProcesses()));
    }

    /** systemd sets it at once, but while a container is made there are more processes than it will have. */
    private Plan liftLimitOfProcesses() {
        Plan plan = new Plan();
        for (CgroupPlace place : places) {
            if (place.version() == CgroupVersion.V2 || place.has("pids")) {
                CgroupEntry.write(plan, place.directory(), "pids.max", "max");
            }
        }
        return plan;
    }

    /** Version 2 has the controllers unless a hierarchy of version 1 has one. */
    private boolean isUnified() {
        for (CgroupPlace place : places) {
            if (place.version() == CgroupVersion.V1 && !place.has("name=systemd")) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Round<Boolean> killedForMemory() {
        return files.killedForMemory()
                .then(killed -> Round.act(() -> new Round.Finished<>(
                        killed || systemd.result(name.unit()).equals("oom-kill"))));
    }

    @Override
    public Round<MemoryEvents> memoryEvents() {
        return files.memoryEvents();
    }

    @Override
    public Round<List<Long>> processes() {
        return files.processes();
    }

    @Override
    public Round<Done> kill() {
        return files.kill();
    }

    /** The scope's files, and not systemd's own freezer: that one would hold its jobs. */
    @Override
    public Optional<Freezer> freezer() {
        return files.freezer();
    }

    @Override
    public String freezerFile() {
        return files.freezerFile();
    }

    /** Slices stay: they are systemd's, and it removes those that it needs no more. */
    @Override
    public Round<Done> remove(List<String> made) {
        return Round.act(() -> {
            systemd.stop(name.unit());
            return files.remove(own(made));
        });
    }

    private List<String> own(List<String> made) {
        List<String> own = new ArrayList<>();
        for (CgroupPlace place : places) {
            own.add(place.directory());
            if (!isOfSystemd(place)) {
                place.levels().stream()
                        .filter(level -> made.contains(level) && !own.contains(level))
                        .forEach(own::add);
            }
        }
        return own;
    }

    private static boolean isOfSystemd(CgroupPlace place) {
        return place.version() == CgroupVersion.V2
                || place.controllers().stream().anyMatch(SYSTEMD::contains);
    }
}
