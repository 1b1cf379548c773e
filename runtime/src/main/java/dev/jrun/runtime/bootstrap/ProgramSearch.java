package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.credential.Environment;
import dev.jrun.runtime.credential.ExecutableLookup;
import dev.jrun.runtime.credential.HomeDirectory;
import dev.jrun.runtime.credential.Identity;
import dev.jrun.runtime.credential.WorkingDirectory;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In the container's root: standard streams that are the host's null device become the container's, if that is wanted and
 * no terminal is in their place. Then enters the working directory and finds the program, so that all that is wrong with
 * them is told by now.
 */
final class ProgramSearch {
    private final Process process;
    private final Identity identity;
    private final Optional<NullStreams> streams;
    private final WorkingDirectory folder;
    private final ExecutableLookup lookup;
    private final Optional<HomeDirectory> home;
    private final Map<Plan, Outcome> outcomes = new HashMap<>();

    /**
     * Nothing is asked yet.
     *
     * @param setgroups whether setgroups(2) is allowed in the container's user namespace
     * @param nullStreams whether to care for the standard streams
     */
    ProgramSearch(Process process, boolean setgroups, boolean nullStreams) {
        this.process = process;
        this.identity = StartStage.credentials(process, setgroups).identity();
        this.streams = nullStreams && !process.terminal() ? Optional.of(new NullStreams()) : Optional.empty();
        this.folder = WorkingDirectory.asRoot(process.cwd());
        var environment = new Environment(process.env());
        this.lookup = new ExecutableLookup(process.args(), environment, identity);
        this.home = environment.needsHome() ? Optional.of(new HomeDirectory()) : Optional.empty();
    }

    /** What is to be run, in this order. */
    List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        streams.ifPresent(asked -> plans.add(asked.plan()));
        plans.add(folder.plan());
        plans.add(lookup.plan());
        home.ifPresent(asked -> plans.add(asked.plan()));
        return plans;
    }

    /** Takes the outcome of one of the plans. */
    void learn(Outcome outcome) {
        outcomes.put(outcome.plan(), outcome);
    }

    /**
     * What was found, when all plans have been run.
     *
     * @throws dev.jrun.runtime.failure.InvalidInputException where something is wrong with the directory or the program
     */
    Program finish(Stub stub) {
        streams.ifPresent(asked -> stub.runLater(asked.use(outcome(asked.plan()))));
        Outcome looked = folder.check(outcome(folder.plan())) ? outcome(lookup.plan()) : lookAsUser(stub);
        String path = lookup.find(looked);
        long uid = Integer.toUnsignedLong(identity.uid());
        return new Program(
                path,
                home.map(asked -> asked.find(outcome(asked.plan()), uid, stub)).orElse(""));
    }

    /** Where root may not enter the working directory the user may. */
    private Outcome lookAsUser(Stub stub) {
        WorkingDirectory asUser = WorkingDirectory.asUser(process.cwd(), identity);
        asUser.check(stub.run(asUser.plan()));
        return stub.run(lookup.plan());
    }

    private Outcome outcome(Plan plan) {
        return Optional.ofNullable(outcomes.get(plan))
                .orElseThrow(() ->
                        new IllegalStateException("was not run: " + plan.steps().getFirst()));
    }
}
