package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupDestination;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.CombinedCgroupManager;
import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.cgroup.LimitChange;
import dev.jrun.runtime.cgroup.LimitKind;
import dev.jrun.runtime.cgroup.Limits;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.container.CgroupRecord;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Syscall.Done;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The cgroup of a container on paper.
 *
 * @param driver its name in the state
 * @param paths where the cgroup will be; none where nobody makes one
 * @param visible the cgroups that a mount of type cgroup shows
 * @param change what sets the limits
 * @param scope the scope that systemd starts, if it does
 */
record CgroupDesign(
        String driver,
        CgroupPaths paths,
        CgroupPaths visible,
        CgroupManager manager,
        LimitChange change,
        Optional<CgroupScope> scope) {
    static CgroupDesign of(CreateRequest request, Config config, Engine engine) {
        Linux linux = config.linux().orElse(Linux.EMPTY);
        CgroupLayout layout = engine.memory().layouts().of(engine.main().pid());
        Limits limits = Limits.ofContainer(linux.resources().orElse(Resources.NONE));
        return switch (request.options().cgroups()) {
            case CgroupDriver.Cgroupfs _ -> {
                CgroupPaths paths = CgroupPaths.choose(
                        layout, linux.cgroupsPath(), request.id().value(), engine.rootless());
                CgroupManager manager = ContainerCgroup.manager(paths, engine.rootless());
                LimitChange change = manager.change(limits).run(engine.local());
                yield new CgroupDesign(ContainerCgroup.CGROUPFS, paths, paths, manager, change, Optional.empty());
            }
            case CgroupDriver.Systemd systemd -> {
                CgroupScope scope = CgroupScope.of(systemd, request.id(), config, layout, limits);
                LimitChange change = scope.manager().change(limits).run(engine.local());
                yield new CgroupDesign(
                        ContainerCgroup.SYSTEMD,
                        scope.paths(),
                        scope.paths(),
                        scope.manager(),
                        change,
                        Optional.of(scope));
            }
            case CgroupDriver.Disabled _ -> disabled(layout, limits);
        };
    }

    /** Without a cgroup there is nothing to set limits in; which devices are allowed is then the caller's business. */
    private static CgroupDesign disabled(CgroupLayout layout, Limits limits) {
        Map<LimitKind, String> needs = limits.without(Set.of(LimitKind.DEVICES)).needs();
        if (!needs.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "config.json: " + needs.values().iterator().next()
                            + ": with --cgroup-manager disabled there is no cgroup to limit; remove it from the config");
        }
        return new CgroupDesign(
                ContainerCgroup.DISABLED,
                new CgroupPaths(List.of(), List.of()),
                CgroupPaths.ofCaller(layout),
                new CombinedCgroupManager(List.of()),
                LimitChange.NONE,
                Optional.empty());
    }

    /** For the state: what will be made, or may be. */
    CgroupRecord record(CgroupClaim claim) {
        String bus = scope.isPresent() ? scope.get().bus().socket() : "";
        return new CgroupRecord(driver, bus, paths.placeLines(), claim.made(), manager.freezerFile());
    }

    /** The cgroup that the first process can be born in; a scope is not there before the process is. */
    Optional<CgroupPlace> birthplace() {
        return scope.isPresent() ? Optional.empty() : new CgroupDestination(paths.places(), false).birthplace();
    }

    /**
     * Who makes what.
     *
     * @param birthplace what a process can be born in: made before there is one
     * @param own what that process makes by itself
     * @param rest what others make before there is a process, or while it comes to be
     */
    record Shares(CgroupClaim birthplace, CgroupClaim own, CgroupClaim rest) {}

    /** Nobody makes anything where systemd does. */
    Shares share(CgroupClaim claim) {
        if (scope.isPresent()) {
            return new Shares(CgroupClaim.NONE, CgroupClaim.NONE, CgroupClaim.NONE);
        }
        CgroupClaim.Split born = split(claim, birthplace());
        CgroupClaim.Split own = split(born.rest(), ownHierarchy());
        return new Shares(born.first(), own.first(), own.rest());
    }

    private static CgroupClaim.Split split(CgroupClaim claim, Optional<CgroupPlace> place) {
        return place.map(one -> claim.at(one.mountPoint())).orElse(new CgroupClaim.Split(CgroupClaim.NONE, claim));
    }

    /**
     * That of the cpusets takes the kernel as long as all others together, or longer where there are many: it looks at all
     * cpusets for each write. Limits of others' would have to wait for it.
     */
    private Optional<CgroupPlace> ownHierarchy() {
        for (CgroupPlace place : paths.places()) {
            if (place.version() == CgroupVersion.V1 && place.has("cpuset")) {
                return isLimited(place) ? Optional.empty() : Optional.of(place);
            }
        }
        return Optional.empty();
    }

    private boolean isLimited(CgroupPlace place) {
        return change.writes().stream().anyMatch(write -> write.directory().equals(place.directory()));
    }

    /** Makes the birthplace. */
    Round<Done> makeBirthplace(Shares shares) {
        return CgroupTree.run(shares.birthplace().make());
    }

    /** Makes the rest, and sets the limits, with the device program that was loaded for them. */
    Round<Done> makeRest(Shares shares, Optional<DeviceFilter.Loaded> devices) {
        return scope.isPresent()
                ? new Round.Finished<>(Done.DONE)
                : CgroupTree.run(shares.rest().make())
                        .then(done -> change.beforeEntry().make(devices));
    }

    /**
     * How the first process gets in. A scope is started with it, and has limits from then on.
     *
     * @param devices the device program that was loaded for the limits
     * @param rest what is left to be made
     */
    CgroupEntrance entrance(
            CgroupClaim claim,
            Shares shares,
            boolean rootless,
            Optional<DeviceFilter.Loaded> devices,
            Round<Done> rest) {
        return new CgroupEntrance(
                new CgroupDestination(paths.places(), rootless),
                scope.map(made -> (LongFunction<Round<Done>>) pid ->
                        made.start(pid, claim).then(done -> change.beforeEntry().make(devices))),
                shares.own(),
                rest);
    }
}
