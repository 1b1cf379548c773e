package dev.jrun.runtime.syscall;

import java.util.List;
import java.util.function.Consumer;

/**
 * Runs plans in one process: a stub, this JVM, or a fake. Not safe for use by several threads at once.
 *
 * <p>Slots are numbered from 0 in each plan; what a plan left in its slots is gone with the next plan.
 */
public interface SyscallExecutor {
    /**
     * Runs the steps in order and returns their answers.
     *
     * @throws SyscallException when a step fails with an errno that it does not tolerate; the steps behind it are not
     *     run, those before it are not undone
     * @throws dev.jrun.runtime.failure.LostStubException when the process that runs the calls went away
     */
    Outcome run(Plan plan);

    /**
     * Runs plans, one behind the other, as {@link #run} would, but in as few messages as they fit into.
     *
     * @param done gets the outcome of each plan that ran to its end, in order; also when a later one fails
     */
    default void runAll(List<Plan> plans, Consumer<Outcome> done) {
        for (Plan plan : plans) {
            done.accept(run(plan));
        }
    }

    /**
     * Runs a plan whose outcome nobody asks for: at once, or with the next plan that {@link #run} runs. Then a failure of
     * it shows there.
     */
    default void runLater(Plan plan) {
        runLater(plan, outcome -> {});
    }

    /** As above, for an outcome that somebody will want to know; {@code told} gets it when it is there. */
    default void runLater(Plan plan, Consumer<Outcome> told) {
        told.accept(run(plan));
    }

    /**
     * Has {@code sending} send plans whose answers this executor does not see: the process becomes another program, or is
     * left to itself.
     */
    default void aside(List<Plan> plans, Runnable sending) {
        sending.run();
    }

    /** Runs one call that has to succeed. */
    default <R> R call(String intent, Syscall<R> call) {
        var plan = new Plan();
        Slot slot = plan.call(intent, call);
        Outcome outcome = run(plan);
        return call.lift(new Reply(outcome.value(slot), outcome.outs(slot)));
    }

    /** Where the calls run, for messages: {@code container init}. */
    String where();
}
