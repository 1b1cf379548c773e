package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.cgroup.systemd.AnnotatedProperties;
import dev.jrun.runtime.cgroup.systemd.BusAddress;
import dev.jrun.runtime.cgroup.systemd.HostUser;
import dev.jrun.runtime.cgroup.systemd.ScopeName;
import dev.jrun.runtime.cgroup.systemd.ScopeProperties;
import dev.jrun.runtime.cgroup.systemd.Systemd;
import dev.jrun.runtime.cgroup.systemd.SystemdCgroupManager;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Syscall.Done;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import java.util.Optional;

/**
 * The scope of a container on paper.
 *
 * @param bus where the systemd is reached that starts it
 */
record CgroupScope(
        BusAddress bus, CgroupPaths paths, SystemdCgroupManager manager, ScopeProperties properties, Limits limits) {
    static CgroupScope of(
            CgroupDriver.Systemd driver, ContainerId id, Config config, CgroupLayout layout, Limits limits) {
        long uid = HostUser.uid();
        boolean user = uid != 0;
        Optional<String> path = config.linux().orElse(Linux.EMPTY).cgroupsPath();
        ScopeName name = ScopeName.choose(path, id.value(), user);
        var properties = new ScopeProperties(id.value(), AnnotatedProperties.of(config.annotations()));
        if (user && layout.has(CgroupVersion.V1)) {
            throw new UnsupportedFeatureException("--systemd-cgroup: on cgroup v1 a user's systemd has no cgroups to"
                    + " give; boot with systemd.unified_cgroup_hierarchy=1, or leave the flag out");
        }
        BusAddress bus = user ? BusAddress.ofUser(driver.environment(), uid) : BusAddress.ofSystem();
        Systemd systemd = Systemd.at(bus);
        Optional<String> place = Optional.of("/" + systemd.controlGroup() + name.path());
        CgroupPaths paths = CgroupPaths.choose(layout, place, id.value(), user);
        CgroupManager files = ContainerCgroup.manager(paths, user);
        return new CgroupScope(
                bus, paths, new SystemdCgroupManager(files, paths.places(), systemd), properties, limits);
    }

    /** Starts it, with a process in it. */
    Round<Done> start(long pid, CgroupClaim claim) {
        return manager.start(pid, properties, claim, limits);
    }
}
