package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.credential.ExecutionDomain;
import dev.jrun.runtime.credential.NumaPolicy;
import dev.jrun.runtime.credential.WorkingDirectory;
import dev.jrun.runtime.rootfs.Preparation;
import dev.jrun.runtime.rootfs.RootfsFacts;
import dev.jrun.runtime.stub.Birth;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What init finds in its channel when it is born: to leave its caller, and to make as much of the container as can be
 * planned by then. It is made up while the kernel makes the namespaces.
 */
final class FirstWork {
    private final List<Plan> plans;
    private final Optional<Preparation> rootfs;
    private final Optional<Plan> only;
    private Optional<Outcome> begun = Optional.empty();
    private Optional<ProgramSearch> search = Optional.empty();

    /**
     * Plans it.
     *
     * @param inherited the channel of the intermediate
     * @param facts what the root file system is made on, where that is known
     */
    FirstWork(MainStage main, Fd inherited, Optional<RootfsFacts> facts) {
        Blueprint blueprint = main.blueprint();
        this.plans = InitStage.leaveCaller(blueprint, main.stub().ignoredSignals(), inherited);
        this.rootfs = facts.map(known -> prepare(blueprint, known));
        this.only = rootfs.flatMap(Preparation::only);
        only.ifPresent(plans::add);
        if (only.isPresent() && blueprint.goesStraightIn()) {
            goOn(blueprint);
        }
    }

    /** The longest plan of all goes on into the root where it can. */
    private static Preparation prepare(Blueprint blueprint, RootfsFacts facts) {
        return blueprint.goesStraightIn()
                ? blueprint
                        .rootfs()
                        .prepareAndEnter(
                                facts,
                                blueprint.choices().way(),
                                new MakeFolder(blueprint.process().cwd()))
                : blueprint.rootfs().prepare(facts);
    }

    private record MakeFolder(String cwd) implements Consumer<Plan> {
        @Override
        public void accept(Plan plan) {
            WorkingDirectory.make(plan, cwd);
        }
    }

    /** In the root all that follows can be asked, too. */
    private void goOn(Blueprint blueprint) {
        plans.add(ExecutionDomain.plan(blueprint.linux()));
        plans.add(NumaPolicy.plan(blueprint.linux()));
        // The main stub could only look at the root for an init that is in its user namespace, which is this JVM's.
        var asked = new ProgramSearch(blueprint.process(), ProcessFacts.allowsSetgroups(), true);
        plans.addAll(asked.plans());
        search = Optional.of(asked);
    }

    /** Tells init. */
    void begin(Birth birth) {
        plans.removeIf(Plan::isEmpty);
        birth.begin(plans, this::learn);
    }

    private void learn(Outcome outcome) {
        if (only.isPresent() && only.get() == outcome.plan()) {
            begun = Optional.of(outcome);
        } else {
            search.ifPresent(asked -> asked.learn(outcome));
        }
    }

    /** Waits until init has made its root file system, if that could be planned; gives the root's descriptor. */
    Optional<Fd.Number> finishRootfs(SyscallExecutor init) {
        return rootfs.map(
                planned -> only.isPresent() ? planned.finish(init, () -> begun.orElseThrow()) : planned.run(init));
    }

    /** What was asked for in the root, where init has gone in. */
    Optional<ProgramSearch> search() {
        return search;
    }
}
