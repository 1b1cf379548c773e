package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.namespace.NetDeviceMove;
import dev.jrun.runtime.namespace.TimeNamespace;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.rootfs.OpenSources;
import dev.jrun.runtime.rootfs.SourceOpening;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;

/** What the main stub does for a container: all that takes the caller's own place and privileges. */
final class MainStage {
    private final Stub main;
    private final Blueprint blueprint;
    private final Caller caller;
    private final CallersProcfs procfs;

    MainStage(Stub main, Blueprint blueprint, Caller caller) {
        this.main = main;
        this.blueprint = blueprint;
        this.caller = caller;
        this.procfs = new CallersProcfs(main);
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

    Fd.Number openStartSocket() {
        return StartSocket.listen(main, blueprint.stateFolder());
    }

    CgroupStage.Newborn cloneIntermediate() {
        return CgroupStage.cloneIntermediate(main, blueprint.cgroup().birthplace());
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
}
