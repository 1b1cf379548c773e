package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.wire.Replies;
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
    private List<Optional<Reply>> replies = List.of();

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
    void add(Replies answers) {
        for (int at = 0; at < answers.size(); ) {
            finishPlans();
            Plan plan = plans.get(current);
            int end = Math.min(answers.size(), at + plan.length() - replies.size());
            refuse(plan, answers, at, end);
            replies = with(answers, at, end);
            at = end;
        }
    }

    private void refuse(Plan plan, Replies answers, int from, int end) {
        for (int i = from; i < end; i++) {
            if (answers.hasFailed(i)) {
                Step step = plan.step(replies.size() + i - from);
                Errno errno = errno(answers.value(i));
                if (!step.tolerated().contains(errno)) {
                    throw new SyscallException(step, errno, where, with(answers, from, i + 1));
                }
            }
        }
    }

    /** The replies to the plan so far, with some of the answers to a batch; mostly these are all. */
    private List<Optional<Reply>> with(Replies answers, int from, int end) {
        if (replies.isEmpty()) {
            return answers.subList(from, end);
        }
        List<Optional<Reply>> all = new ArrayList<>(replies);
        all.addAll(answers.subList(from, end));
        return all;
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
        while (current < plans.size() && replies.size() == plans.get(current).length()) {
            done.accept(new Outcome(plans.get(current), replies));
            replies = List.of();
            current++;
        }
    }

    /** Throws if {@code result} is an error that {@code step}, which stands in no plan, doesn't tolerate. */
    static void refuse(Step step, long result, String where) {
        if (Reply.isError(result) && !step.tolerated().contains(errno(result))) {
            throw new SyscallException(step, errno(result), where);
        }
    }

    private static Errno errno(long result) {
        return new Errno((int) -result);
    }
}
