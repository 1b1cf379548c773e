package dev.jrun.runtime.stub;

import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * When plans go to a stub: at once, with the next one that is waited for, or so that this JVM can do something else
 * meanwhile. In whichever way, they run in the order in which they came.
 */
final class Outbox {
    private final RemoteExecutor remote;
    private final SyscallExecutor decorated;
    private final List<Later> later = new ArrayList<>(0);
    private Optional<RemoteExecutor.Posted> begun = Optional.empty();

    /**
     * One for a stub.
     *
     * @param decorated runs plans, by way of {@code remote}; each is to pass through it
     */
    Outbox(RemoteExecutor remote, SyscallExecutor decorated) {
        this.remote = remote;
        this.decorated = decorated;
    }

    /** A plan that is run with the next one, and who gets its outcome. */
    private record Later(Plan plan, Consumer<Outcome> told) {}

    Outcome run(Plan plan) {
        settle();
        if (later.isEmpty()) {
            return decorated.run(plan);
        }
        List<Outcome> outcome = new ArrayList<>(1);
        runAll(List.of(plan), outcome::add);
        return outcome.getFirst();
    }

    void runAll(List<Plan> plans, Consumer<Outcome> done) {
        settle();
        List<Consumer<Outcome>> told = new ArrayList<>(later.size() + plans.size());
        runNow(take(plans, done, told), told);
    }

    void runLater(Plan plan, Consumer<Outcome> told) {
        if (!plan.isEmpty()) {
            later.add(new Later(plan, told));
        }
    }

    /** Has the stub begin what was left for later and {@code plans}; {@link #settle} waits for the end. */
    void begin(List<Plan> plans, Consumer<Outcome> done) {
        settle();
        List<Consumer<Outcome>> told = new ArrayList<>(later.size() + plans.size());
        List<Plan> all = take(plans, done, told);
        if (isPlain()) {
            begun = remote.begin(all, inTurn(told));
        }
        if (begun.isEmpty()) {
            runNow(all, told);
        }
    }

    /** Hands each outcome to its own consumer. */
    private static Consumer<Outcome> inTurn(List<Consumer<Outcome>> told) {
        Iterator<Consumer<Outcome>> next = told.iterator();
        return outcome -> next.next().accept(outcome);
    }

    /** Whether plans pass through nothing on their way. */
    boolean isPlain() {
        return decorated == remote;
    }

    /** Takes up what the stub was made to begin before it was there. */
    void adopt(RemoteExecutor.Posted posted) {
        begun = Optional.of(posted);
    }

    private List<Plan> take(List<Plan> plans, Consumer<Outcome> done, List<Consumer<Outcome>> told) {
        List<Plan> all = new ArrayList<>(later.size() + plans.size());
        for (Later one : later) {
            all.add(one.plan());
            told.add(one.told());
        }
        later.clear();
        all.addAll(plans);
        plans.forEach(plan -> told.add(done));
        return all;
    }

    private void runNow(List<Plan> plans, List<Consumer<Outcome>> told) {
        if (!plans.isEmpty()) {
            decorated.runAll(plans, inTurn(told));
        }
    }

    /** Waits for what the stub was made to begin. */
    void settle() {
        if (begun.isPresent()) {
            RemoteExecutor.Posted now = begun.get();
            begun = Optional.empty();
            remote.await(now);
        }
    }

    /** Runs what was left for later. */
    void flush() {
        runAll(List.of(), outcome -> {});
        remote.flushGifts();
    }

    /** Gives up what was left for later, and waits for what was begun without asking what became of it. */
    void forget() {
        later.clear();
        begun.ifPresent(remote::ignore);
        begun = Optional.empty();
    }

    /** Runs a plan whose last step ends the stub. */
    void runLast(Plan plan) {
        settle();
        remote.flushGifts();
        List<Plan> all = take(List.of(plan), outcome -> {}, new ArrayList<>());
        decorated.aside(all, () -> remote.runLast(all));
    }

    /** Has {@code sending} send a plan past this; what passes plans on is told of it. */
    void aside(Plan plan, Runnable sending) {
        decorated.aside(List.of(plan), sending);
    }
}
