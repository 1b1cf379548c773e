package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.cgroup.StatisticTree;
import dev.jrun.runtime.cgroup.v1.V1Statistics;
import dev.jrun.runtime.cgroup.v2.V2Statistics;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.spec.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells what a container uses, and that the kernel killed one of its processes for want of memory. */
public final class Events {
    private static final long TICK_MILLIS = 1000;

    private final Engine engine;
    private final StateStore states;
    private final Consumer<String> out;

    /** Takes the events as lines of JSON. */
    public Events(Engine engine, StateStore states, Consumer<String> out) {
        this.engine = engine;
        this.states = states;
        this.out = out;
    }

    /** Tells once what the container uses. */
    public void stats(ContainerId id) {
        tellStatistics(running(id));
    }

    /** Tells what the container uses once in each interval, and of its ends for want of memory, until it has ended. */
    public void stream(ContainerId id, Duration interval) {
        ContainerState state = running(id);
        Fd.Number init = (Fd.Number) engine.main().call("watch init", new PidfdOpen(state.pid()));
        try {
            CgroupManager manager = ContainerCgroup.manager(state.cgroup());
            boolean told = manager.killedForMemory().run(engine.main());
            long next = System.nanoTime() + interval.toNanos();
            while (true) {
                boolean ended = await(init, next);
                if (!told && manager.killedForMemory().run(engine.main())) {
                    told = true;
                    out.accept("{\"type\":\"oom\",\"id\":\"" + id + "\"}\n");
                }
                if (ended) {
                    return;
                }
                if (System.nanoTime() >= next) {
                    tellStatistics(state);
                    next += interval.toNanos();
                }
            }
        } finally {
            engine.main().call("stop watching init", new Close(init));
        }
    }

    /** Waits until the next statistics are due, for a while at most; whether init has ended meanwhile. */
    private boolean await(Fd.Number init, long next) {
        long left = Math.max(0, (next - System.nanoTime()) / 1_000_000 + 1);
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        List<Integer> watched = List.of(init.value(), engine.main().channel());
        return engine.main().call("wait for init", new Ppoll(watched, Ppoll.POLLIN, Math.min(left, TICK_MILLIS)))[0]
                != 0;
    }

    private ContainerState running(ContainerId id) {
        ContainerState state = states.load(id);
        Status status = LiveStatus.of(state);
        if (status == Status.STOPPED || status == Status.CREATING) {
            throw new ContainerStateException("container not running: it is " + status);
        }
        return state;
    }

    private void tellStatistics(ContainerState state) {
        CgroupPaths paths =
                CgroupPaths.parse(state.cgroup().places(), state.cgroup().made());
        StatisticTree tree = new StatisticTree();
        List<CgroupPlace> v1 = paths.places(CgroupVersion.V1);
        if (!v1.isEmpty()) {
            tree = new V1Statistics(v1).read().run(engine.main());
        }
        for (CgroupPlace place : paths.places(CgroupVersion.V2)) {
            tree.addMissing(new V2Statistics(place).read().run(engine.main()));
        }
        out.accept("{\"type\":\"stats\",\"id\":\"" + state.id() + "\",\"data\":" + tree + "}\n");
    }
}
