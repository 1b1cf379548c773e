package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.stub.SpareChannel;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes intermediates and brings them into cgroups. Nobody moves another process: for that the kernel stops all forks
 * of the machine, and waits for a grace period of RCU before.
 */
public final class CgroupStage {
    static final int SIGCHLD = 17;

    private CgroupStage() {}

    /**
     * A clone of the main stub.
     *
     * @param born whether it was born in the cgroup of version 2
     */
    record Newborn(Stub stub, boolean born) {}

    /**
     * Clones the main stub, unless that was done ahead: into the cgroup where there is one that takes it and the kernel can
     * do that.
     */
    static Newborn cloneIntermediate(Nest nest) {
        Optional<Stub> hatched = nest.hatched();
        if (hatched.isPresent()) {
            return new Newborn(hatched.get(), false);
        }
        Stub main = nest.main();
        SpareChannel channel = nest.intermediate();
        List<SpareChannel> handedOn = List.of(nest.child());
        Optional<Stub> born = nest.birthplace().flatMap(cgroup -> main.cloneInto(cgroup, SIGCHLD, channel, handedOn));
        return born.isPresent()
                ? new Newborn(born.get(), true)
                : new Newborn(main.clone(Set.of(), SIGCHLD, channel, handedOn), false);
    }

    /** Brings a process into a container's cgroup that was born elsewhere. */
    public static void enter(Stub main, Stub process, CgroupEntrance entrance) {
        entrance.rest().run(main);
        process.runLater(entrance.own().make());
        enter(main, process, entrance, false);
        process.flush();
    }

    /** Has a process enter a container's cgroup before the next thing it does. */
    static void enter(Stub main, Stub process, CgroupEntrance entrance, boolean born) {
        entrance.prepare(process.pid()).run(main);
        var plan = new Plan();
        entrance.destination().enter(plan, born);
        process.runLater(plan);
    }
}
