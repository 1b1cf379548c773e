package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.cgroup.MemoryEvents;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll.Watched;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.spec.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells what a container uses, and that it ran out of memory: once for each process that the kernel has killed, and, with
 * disableOOMKiller, when its processes come to a standstill. The kernel's counters are read every second, so the events
 * of one second come together.
 */
public final class Events {
    private static final long TICK_MILLIS = 1000;
    private static final int STDOUT = 1;

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
            // A standstill is told also where it began earlier: it lasts.
            MemoryEvents before =
                    new MemoryEvents(manager.memoryEvents().run(engine.main()).kills(), false);
            long next = System.nanoTime() + interval.toNanos();
            while (true) {
                Wake wake = await(init, next);
                MemoryEvents now = manager.memoryEvents().run(engine.main());
                tellOutOfMemory(id, now.since(before));
                before = now;
                if (wake != Wake.TIME) {
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

    private enum Wake {
        TIME,
        CONTAINER_ENDED,
        READER_GONE
    }

    /** Waits until the next statistics are due, for a while at most. */
    private Wake await(Fd.Number init, long next) {
        long left = Math.max(0, (next - System.nanoTime()) / 1_000_000 + 1);
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died. And so is
        // stdout, for the end of whoever reads it: with long intervals nothing would be written that could fail.
        List<Watched> watched = List.of(
                new Watched(init.value(), Ppoll.POLLIN),
                new Watched(STDOUT, 0),
                new Watched(engine.main().channel(), Ppoll.POLLIN));
        int[] happened = engine.main().call("wait for init", new Ppoll(watched, Math.min(left, TICK_MILLIS)));
        if (happened[0] != 0) {
            return Wake.CONTAINER_ENDED;
        }
        return happened[1] == 0 ? Wake.TIME : Wake.READER_GONE;
    }

    private void tellOutOfMemory(ContainerId id, long times) {
        for (long i = 0; i < times; i++) {
            out.accept("{\"type\":\"oom\",\"id\":\"" + id + "\"}\n");
        }
    }

    private ContainerState running(ContainerId id) {
        ContainerState state = states.load(id);
        Status status = LiveStatus.of(state);
        if (status == Status.STOPPED || status == Status.CREATING) {
            throw new ContainerStateException("container not running: it is " + status);
        }
        ContainerCgroup.require(state.cgroup());
        return state;
    }

    private void tellStatistics(ContainerState state) {
        String figures = new ContainerStatistics(engine, states).read(state).toString();
        out.accept("{\"type\":\"stats\",\"id\":\"" + state.id() + "\",\"data\":" + figures + "}\n");
    }
}
