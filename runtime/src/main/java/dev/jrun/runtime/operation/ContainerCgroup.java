package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.CombinedCgroupManager;
import dev.jrun.runtime.cgroup.Freezer;
import dev.jrun.runtime.cgroup.systemd.BusAddress;
import dev.jrun.runtime.cgroup.systemd.Systemd;
import dev.jrun.runtime.cgroup.systemd.SystemdCgroupManager;
import dev.jrun.runtime.cgroup.v1.V1CgroupManager;
import dev.jrun.runtime.cgroup.v2.V2CgroupManager;
import dev.jrun.runtime.container.CgroupRecord;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cgroup of a container that a state file names. Chooses the managers for its hierarchies. */
final class ContainerCgroup {
    static final String CGROUPFS = "cgroupfs";
    static final String SYSTEMD = "systemd";
    static final String DISABLED = "disabled";

    private final SyscallExecutor host;

    ContainerCgroup(SyscallExecutor host) {
        this.host = host;
    }

    static CgroupManager manager(CgroupPaths paths, boolean rootless) {
        List<CgroupManager> managers = new ArrayList<>();
        // Version 1 first: what its freezer holds does not die of version 2's kill.
        List<CgroupPlace> v1 = paths.places(CgroupVersion.V1);
        if (!v1.isEmpty()) {
            managers.add(new V1CgroupManager(v1, rootless));
        }
        for (CgroupPlace place : paths.places(CgroupVersion.V2)) {
            managers.add(new V2CgroupManager(place, rootless));
        }
        return new CombinedCgroupManager(managers);
    }

    /** Whether the container has a cgroup: where its caller may make none, or wants none, it has not. */
    static boolean isThere(CgroupRecord record) {
        for (CgroupPlace place :
                CgroupPaths.parse(record.places(), record.made()).places()) {
            if (Files.isDirectory(Path.of(place.directory()))) {
                return true;
            }
        }
        return false;
    }

    /** Fails where a container has no cgroup of its own. */
    static void require(CgroupRecord record) {
        if (!isThere(record)) {
            throw new ContainerStateException("the container has no cgroup of its own: its caller could make none, or"
                    + " wanted none; create it with one that was delegated to the caller");
        }
    }

    /** All processes in the cgroup and below. */
    List<Long> processes(CgroupRecord record) {
        return manager(record).processes().run(host);
    }

    /** Kills all processes in the cgroup, and waits until they are gone. */
    void killAll(CgroupRecord record) {
        manager(record).kill().run(host);
    }

    /** What pauses the container, where there is something. */
    Optional<Freezer> freezer(CgroupRecord record) {
        return manager(record).freezer();
    }

    /** Lets the processes go on if they are stopped. */
    void thaw(ContainerState state) {
        if (LiveStatus.isFrozen(state)) {
            freezer(state.cgroup()).ifPresent(freezer -> freezer.thaw().run(host));
        }
    }

    /** Lets all processes go on, also where the container has stopped a part of them itself. */
    void thawAll(CgroupRecord record) {
        manager(record).freezer().ifPresent(freezer -> freezer.thawAll().run(host));
    }

    /** Sends a signal to all processes but one. */
    void signalOthers(CgroupRecord record, int signal, long pid) {
        manager(record).signal(signal, pid).run(host);
    }

    /** Removes the cgroup. */
    void remove(CgroupRecord record) {
        manager(record).remove(record.made()).run(host);
    }

    static CgroupManager manager(CgroupRecord record) {
        CgroupPaths paths = CgroupPaths.parse(record.places(), record.made());
        CgroupManager files = manager(paths, false);
        return record.manager().equals(SYSTEMD)
                ? new SystemdCgroupManager(files, paths.places(), Systemd.at(new BusAddress(record.bus())))
                : files;
    }
}
