package dev.jrun.runtime.syscall;

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
