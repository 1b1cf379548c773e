package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.namespace.NamespaceSet;
import dev.jrun.runtime.namespace.NetDeviceMove;
import dev.jrun.runtime.namespace.TimeNamespace;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.rootfs.OpenSources;
import dev.jrun.runtime.rootfs.Probe;
import dev.jrun.runtime.rootfs.RootfsFacts;
import dev.jrun.runtime.rootfs.SourceOpening;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.spec.NamespaceType;
import java.util.List;
import java.util.Optional;

/** What the main stub does for a container: all that takes the caller's own place and privileges. */
final class MainStage {
    private final Stub main;
    private final Blueprint blueprint;
    private final Caller caller;
    private final CallersProcfs procfs;
    private Optional<Probe> probe = Optional.empty();
    private Optional<Outcome> answers = Optional.empty();

    MainStage(Stub main, Blueprint blueprint, Caller caller) {
        this.main = main;
        this.blueprint = blueprint;
        this.caller = caller;
        this.procfs = new CallersProcfs(main);
    }

    Blueprint blueprint() {
        return blueprint;
    }

    Stub stub() {
        return main;
    }

    Inheritance inherited() {
        return blueprint.choices().inherited();
    }

    ProcessLimits limits() {
        return new ProcessLimits(main, procfs, blueprint.process(), blueprint.rootless());
    }

    /**
     * What the intermediate needs before it can clone init, and all that is asked for init, is done from here on. The main
     * stub goes on with the cgroup, and looks what the root file system will be made on, where init will see the same;
     * {@link #facts} waits for that.
     */
    void goOn(long intermediate, Nest nest) {
        main.runLater(nest.tidy());
        main.runLater(limits().oomScore(intermediate));
        blueprint.cgroup().rest().runAlong(main);
        probe = probe();
        main.begin(probe.map(Probe::plan).stream().toList(), outcome -> answers = Optional.of(outcome));
    }

    /** Waits until all that {@link #goOn} has begun is done; gives what is known of the root file system. */
    Optional<RootfsFacts> facts() {
        main.flush();
        return answers.map(outcome -> probe.orElseThrow().facts(outcome, main));
    }

    /** Questions to the host that the main stub can answer for init: it sees the same files with the same privileges. */
    private Optional<Probe> probe() {
        NamespaceSet namespaces = blueprint.namespaces();
        boolean same = !namespaces.joins(NamespaceType.MOUNT)
                && !namespaces.separates(NamespaceType.USER)
                && blueprint.rootfs().sources(caller.uid() == 0).isEmpty();
        return same ? Optional.of(blueprint.rootfs().probe(OpenSources.NONE)) : Optional.empty();
    }

    /** Makes what the intermediate makes of its cgroups by itself. */
    Plan intermediatesOwn() {
        return blueprint.cgroup().own().make();
    }

    /** Brings the intermediate into the cgroups that it was not born in. */
    void enterCgroup(Stub intermediate, boolean born) {
        CgroupStage.enter(main, intermediate, blueprint.cgroup(), born);
    }

    void mapIds(long pid) {
        new IdMapStage(main, caller, procfs.root()).map(blueprint.linux(), pid);
    }

    /** Opens for init what only the caller's privileges can, and hands it over. */
    OpenSources openSources(Stub init) {
        boolean privileged = caller.uid() == 0;
        SourceOpening opening = blueprint.rootfs().sources(privileged);
        if (privileged && blueprint.rootfs().isOutOfReach(init)) {
            opening = opening.with(blueprint.rootfs());
        }
        if (opening.isEmpty()) {
            return OpenSources.NONE;
        }
        try (var stage =
                new SourceStage(main, new UserNamespace.Caller(caller.uid(), caller.gid(), true), procfs.root())) {
            return stage.open(opening, init);
        }
    }

    void setClocks(long pid) {
        if (blueprint.linux().timeOffsets().isPresent()) {
            main.run(TimeNamespace.offsets(blueprint.linux().timeOffsets().get(), pid, procfs.root()));
        }
    }

    /** Gives the container the network devices of the caller's that the config names. */
    void moveNetDevices(Stub init) {
        NetDeviceStage.run(main, init, NetDeviceMove.of(blueprint.linux()));
    }

    /** Runs the hooks that work on the container from outside, once its namespaces and mounts are there. */
    void runHooks(long init) {
        var runner = new HookRunner(main, blueprint.bundle().toString());
        runner.run(HookPoint.PRESTART, blueprint.hooks(), blueprint.creating(init));
        runner.run(HookPoint.CREATE_RUNTIME, blueprint.hooks(), blueprint.creating(init));
    }

    void reap(long pid) {
        main.call("wait for process " + pid, new Wait4(pid, Wait4.WALL));
    }

    /** Reaps a process when something has failed: what else is under way does not matter any more. */
    void reapAfterFailure(long pid) {
        main.forget();
        reap(pid);
    }

    /** Reaps the intermediate, which is about to end, and limits init, while that goes on by itself. */
    void reapAndLimit(long intermediate, long init) {
        main.begin(List.of(Reaping.ofIntermediate(intermediate), limits().limit(init)));
    }
}
