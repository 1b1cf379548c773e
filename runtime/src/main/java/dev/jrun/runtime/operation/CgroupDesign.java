package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupDestination;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupTree;
import dev.jrun.runtime.cgroup.CombinedCgroupManager;
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

    /** Makes what a process can be born in, before there is one. */
    Round<Done> makeBirthplace(CgroupClaim claim) {
        return CgroupTree.run(split(claim).first().make());
    }

    /** Makes what else can be made before there is a process, or while it comes to be. */
    Round<Done> makeRest(CgroupClaim claim) {
        return scope.isPresent()
                ? new Round.Finished<>(Done.DONE)
                : CgroupTree.run(split(claim).rest().make())
                        .then(done -> change.beforeEntry().make());
    }

    private CgroupClaim.Split split(CgroupClaim claim) {
        return birthplace()
                .map(place -> claim.at(place.mountPoint()))
                .orElse(new CgroupClaim.Split(new CgroupClaim(List.of()), claim));
    }

    /**
     * How the first process gets in. A scope is started with it, and has limits from then on.
     *
     * @param rest what is left to be made
     */
    CgroupEntrance entrance(CgroupClaim claim, boolean rootless, Round<Done> rest) {
        var destination = new CgroupDestination(paths.places(), rootless);
        if (scope.isEmpty()) {
            return new CgroupEntrance(destination, Optional.empty(), rest);
        }
        CgroupScope made = scope.get();
        return new CgroupEntrance(
                destination,
                Optional.of(pid ->
                        made.start(pid, claim).then(done -> change.beforeEntry().make())),
                rest);
    }
}
