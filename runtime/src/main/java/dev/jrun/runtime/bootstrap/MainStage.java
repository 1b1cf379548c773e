package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.credential.ResourceLimits;
import dev.jrun.runtime.credential.Scheduling;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.namespace.NetDeviceMove;
import dev.jrun.runtime.namespace.OomScoreAdjustment;
import dev.jrun.runtime.namespace.ProcfsHandle;
import dev.jrun.runtime.namespace.TimeNamespace;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.rootfs.SourceOpening;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the main stub does for a container: all that takes the caller's own place and privileges. */
final class MainStage {
    private static final int SIGCHLD = 17;

    private final Stub main;
    private final Blueprint blueprint;
    private final Caller caller;
    private Optional<Fd> procfs = Optional.empty();

    MainStage(Stub main, Blueprint blueprint, Caller caller) {
        this.main = main;
        this.blueprint = blueprint;
        this.caller = caller;
    }

    Stub stub() {
        return main;
    }

    Inheritance inherited() {
        return blueprint.choices().inherited();
    }

    Fd.Number openStartSocket() {
        return StartSocket.listen(main, blueprint.stateFolder());
    }

    Stub cloneIntermediate() {
        return main.clone(Set.of(), SIGCHLD, "intermediate");
    }

    void addToCgroup(long pid) {
        blueprint.cgroup().enter(pid).run(main);
    }

    void mapIds(long pid) {
        new IdMapStage(main, caller, procfs()).map(blueprint.linux(), pid);
    }

    /** Opens for init what only the host's privileges can, and hands it over: descriptors of init's by mount. */
    Map<Integer, Fd.Number> openSources(Stub init) {
        SourceOpening opening = blueprint.rootfs().sources(caller.uid() == 0);
        if (opening.isEmpty()) {
            return Map.of();
        }
        try (var stage = new SourceStage(main, new UserNamespace.Caller(caller.uid(), caller.gid(), true), procfs())) {
            return stage.open(opening, init);
        }
    }

    void setClocks(long pid) {
        if (blueprint.linux().timeOffsets().isPresent()) {
            main.run(TimeNamespace.offsets(blueprint.linux().timeOffsets().get(), pid, procfs()));
        }
    }

    /** Limits of init that it could not set itself without privileges outside. */
    void limit(long pid) {
        main.run(ResourceLimits.plan(blueprint.process().rlimits(), pid));
    }

    /**
     * Sets the OOM score of the intermediate, whose children inherit it. It has to be dumpable still: the files in
     * /proc of a process that is not belong to the machine's root.
     */
    void adjustOomScore(long pid) {
        if (blueprint.process().oomScoreAdj().isPresent()) {
            int adjustment = blueprint.process().oomScoreAdj().get();
            main.run(OomScoreAdjustment.plan(adjustment, pid, procfs(), blueprint.rootless()));
        }
    }

    /** Gives the container the network devices of the caller's that the config names. */
    void moveNetDevices(Stub init) {
        NetDeviceStage.run(main, init, NetDeviceMove.of(blueprint.linux()));
    }

    /** Gives init its place among the processes of the machine. */
    void schedule(long pid) {
        try {
            main.run(Scheduling.plan(blueprint.process(), pid));
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EPERM) && Scheduling.isRealtime(blueprint.process())) {
                failure.because("it takes CAP_SYS_NICE and, on cgroup v1, time for it in the container's cgroup:"
                        + " /linux/resources/cpu/realtimeRuntime");
            }
            throw failure;
        }
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

    private Fd procfs() {
        if (procfs.isEmpty()) {
            ProcfsHandle handle = ProcfsHandle.ofCaller();
            procfs = Optional.of(handle.check(main.run(handle.plan())));
        }
        return procfs.get();
    }
}
