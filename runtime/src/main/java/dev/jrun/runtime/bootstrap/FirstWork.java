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
import java.util.List;
import java.util.Optional;

/**
 * What init finds in its channel when it is born: to leave its caller, and to make as much of the container as can be
 * planned by then. It is made up while the kernel makes the namespaces.
 */
final class FirstWork {
    private final List<Plan> plans;
    private final Optional<Preparation> rootfs;
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
        this.rootfs = facts.map(blueprint.rootfs()::prepare);
        if (rootfs.isPresent() && rootfs.get().only().isPresent()) {
            if (blueprint.goesStraightIn()) {
                goIn(main, rootfs.get());
            }
            plans.add(rootfs.get().only().get());
            search.ifPresent(asked -> addSearch(blueprint, asked));
        }
    }

    /** The longest plan of all goes on into the root, where all that follows can be asked, too. */
    private void goIn(MainStage main, Preparation preparation) {
        preparation.enter(
                plan -> WorkingDirectory.make(plan, main.blueprint().process().cwd()));
        search = Optional.of(new ProgramSearch(main.blueprint().process(), main.allowsSetgroups(), true));
    }

    private void addSearch(Blueprint blueprint, ProgramSearch asked) {
        plans.add(ExecutionDomain.plan(blueprint.linux()));
        plans.add(NumaPolicy.plan(blueprint.linux()));
        plans.addAll(asked.plans());
    }

    /** Tells init. */
    void begin(Birth birth) {
        birth.begin(plans.stream().filter(plan -> !plan.isEmpty()).toList(), this::learn);
    }

    private void learn(Outcome outcome) {
        if (rootfs.flatMap(Preparation::only)
                .filter(plan -> plan == outcome.plan())
                .isPresent()) {
            rootfs.get().begun(outcome);
        } else {
            search.ifPresent(asked -> asked.learn(outcome));
        }
    }

    /** The root file system, where it could be planned at all. */
    Optional<Preparation> rootfs() {
        return rootfs;
    }

    /** What was asked for in the root, where init has gone in. */
    Optional<ProgramSearch> search() {
        return search;
    }
}
