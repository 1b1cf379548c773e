package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The answers of a stub, batch by batch, as those to plans. */
final class Answers {
    private final List<Plan> plans;
    private final Consumer<Outcome> done;
    private final String where;
    private int current;
    private List<Optional<Reply>> replies = new ArrayList<>();

    /**
     * None yet.
     *
     * @param done gets the outcome of each plan as soon as it is known
     * @param where who answers, for messages
     */
    Answers(List<Plan> plans, Consumer<Outcome> done, String where) {
        this.plans = plans;
        this.done = done;
        this.where = where;
    }

    /** Adds the answers to a batch; the first step that failed with an errno that it does not tolerate is thrown. */
    void add(List<Optional<Reply>> answers) {
        for (Optional<Reply> answer : answers) {
            finishPlans();
            Step step = plans.get(current).steps().get(replies.size());
            replies.add(answer);
            if (answer.isPresent()) {
                refuse(step, answer.get().value(), where, replies);
            }
        }
    }

    /** Hands over the outcomes of the plans that all steps have been answered of. */
    void finish() {
        finishPlans();
        if (current < plans.size()) {
            throw new IllegalStateException("a plan was not run to its end: "
                    + plans.get(current).steps().getFirst().intent());
        }
    }

    private void finishPlans() {
        while (current < plans.size()
                && replies.size() == plans.get(current).steps().size()) {
            done.accept(new Outcome(plans.get(current), replies));
            replies = new ArrayList<>();
            current++;
        }
    }

    /** Throws if {@code result} is an error that {@code step} doesn't tolerate. */
    static void refuse(Step step, long result, String where, List<Optional<Reply>> replies) {
        if (!Reply.isError(result)) {
            return;
        }
        var errno = new Errno((int) -result);
        if (!step.tolerated().contains(errno)) {
            throw new SyscallException(step, errno, where, replies);
        }
    }
}
