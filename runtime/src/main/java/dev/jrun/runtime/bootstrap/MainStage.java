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
import dev.jrun.runtime.stub.SpareChannel;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * What the main stub has ready for the stubs to come.
     *
     * @param startSocket that init will listen on, if it is to wait for start
     * @param channels of the intermediate and of init
     * @param birthplace the directory of the cgroup that the intermediate is born in
     * @param facts what the root file system will be made on, where init will see the same
     */
    record Nest(
            Optional<Fd.Number> startSocket,
            List<SpareChannel> channels,
            Optional<Fd.Number> birthplace,
            Optional<RootfsFacts> facts) {
        SpareChannel intermediate() {
            return channels.getFirst();
        }

        SpareChannel init() {
            return channels.getLast();
        }

        /** What the intermediate has to keep for init. */
        List<Fd.Number> initsOwn() {
            List<Fd.Number> own = new ArrayList<>(List.of(init().number()));
            startSocket.ifPresent(own::add);
            return own;
        }

        /** Closes what no stub has come to use. */
        void abandon() {
            channels.forEach(SpareChannel::close);
        }
    }

    /**
     * Makes ready.
     *
     * @param meanwhile what this engine does while the main stub is at it
     */
    Nest prepare(Runnable meanwhile) {
        List<SpareChannel> channels = main.spareChannels(List.of("intermediate", "container init"));
        try {
            var plan = new Plan();
            Optional<Slot> socket = blueprint.waits()
                    ? Optional.of(StartSocket.listen(plan, main, blueprint.stateFolder()))
                    : Optional.empty();
            Optional<Slot> birthplace = blueprint.cgroup().birthplace().map(folder -> CgroupStage.open(plan, folder));
            Optional<Probe> probe = probe();
            List<Outcome> outcomes = new ArrayList<>();
            main.begin(List.of(plan, probe.map(Probe::plan).orElseGet(Plan::new)), outcomes::add);
            meanwhile.run();
            main.flush();
            Outcome outcome = outcomes.getFirst();
            return new Nest(
                    socket.map(slot -> (Fd.Number) outcome.fd(slot)),
                    channels,
                    CgroupStage.opened(outcome, birthplace),
                    probe.map(asked -> asked.facts(outcomes.getLast(), main)));
        } catch (RuntimeException failure) {
            channels.forEach(SpareChannel::close);
            throw failure;
        }
    }

    /** Questions to the host that the main stub can answer for init: it sees the same files with the same privileges. */
    private Optional<Probe> probe() {
        NamespaceSet namespaces = blueprint.namespaces();
        boolean same = !namespaces.joins(NamespaceType.MOUNT)
                && !namespaces.separates(NamespaceType.USER)
                && blueprint.rootfs().sources(caller.uid() == 0).isEmpty();
        return same ? Optional.of(blueprint.rootfs().probe(OpenSources.NONE)) : Optional.empty();
    }

    CgroupStage.Newborn cloneIntermediate(Nest nest) {
        return CgroupStage.cloneIntermediate(main, nest.birthplace(), nest.intermediate(), List.of(nest.init()));
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

    /** Reaps the intermediate, which is about to end, and limits init, while that goes on by itself. */
    void reapAndLimit(long intermediate, long init) {
        main.begin(List.of(Reaping.ofIntermediate(intermediate), limits().limit(init)));
    }
}
