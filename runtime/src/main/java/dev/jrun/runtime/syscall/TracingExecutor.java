package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.JrunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prints each call that an executor ran, as strace would: {@code container init: Setsid[] = 1 <52 µs>}. A plan is run
 * as a whole, since where it is cut can change what it does; so the time, that of the whole plan, stands behind its last
 * call. Steps that were left out are not printed. An answer that nobody gets, as when a program is executed, is a question
 * mark.
 */
public final class TracingExecutor implements SyscallExecutor {
    private final SyscallExecutor delegate;
    private final Consumer<String> sink;
    private final Tally tally;

    /** Traces {@code delegate}; {@code sink} takes one line at a time, without its end. */
    public TracingExecutor(SyscallExecutor delegate, Consumer<String> sink) {
        this(delegate, sink, new Tally());
    }

    /** Traces {@code delegate}, and adds what it runs to {@code tally}. */
    public TracingExecutor(SyscallExecutor delegate, Consumer<String> sink, Tally tally) {
        this.delegate = delegate;
        this.sink = sink;
        this.tally = tally;
    }

    @Override
    public String where() {
        return delegate.where();
    }

    @Override
    public Outcome run(Plan plan) {
        List<Outcome> outcome = new ArrayList<>(1);
        runAll(List.of(plan), outcome::add);
        return outcome.getFirst();
    }

    @Override
    public void runAll(List<Plan> plans, Consumer<Outcome> done) {
        var trace = new Trace();
        try {
            delegate.runAll(plans, outcome -> {
                trace.add(outcome.plan(), outcome.replies());
                done.accept(outcome);
            });
            // Nothing to run is no message either.
            if (!trace.lines.isEmpty()) {
                tally.add(trace.lines.size(), trace.nanos());
            }
        } catch (SyscallException failure) {
            trace.addFailure(plans.get(trace.plans), failure);
            throw failure;
        } catch (JrunException lost) {
            trace.addLoss(plans.get(trace.plans), lost);
            throw lost;
        } finally {
            trace.print();
        }
    }

    @Override
    public void aside(List<Plan> plans, Runnable sending) {
        var trace = new Trace();
        try {
            delegate.aside(plans, sending);
            plans.forEach(trace::addUnanswered);
            tally.add(trace.lines.size(), trace.nanos());
        } catch (SyscallException failure) {
            Plan failed = plans.stream()
                    .filter(plan -> plan.steps().contains(failure.step()))
                    .findFirst()
                    .orElse(plans.getLast());
            trace.addFailure(failed, failure);
            throw failure;
        } finally {
            trace.print();
        }
    }

    /** What is told of plans that are run together. */
    private final class Trace {
        private final long start = System.nanoTime();
        private final List<String> lines = new ArrayList<>();
        private int plans;

        long nanos() {
            return System.nanoTime() - start;
        }

        void add(Plan plan, List<Optional<Reply>> replies) {
            plans++;
            for (int i = 0; i < replies.size(); i++) {
                if (replies.get(i).isPresent()) {
                    lines.add(line(
                            plan.steps().get(i).call(), result(replies.get(i).get())));
                }
            }
        }

        void addUnanswered(Plan plan) {
            plan.steps().forEach(step -> lines.add(line(step.call(), "?")));
        }

        void addFailure(Plan plan, SyscallException failure) {
            if (failure.replies().isEmpty()) {
                lines.add(line(failure.step().call(), failure.errno().toString()));
            } else {
                add(plan, failure.replies());
            }
        }

        void addLoss(Plan plan, JrunException lost) {
            lines.add(where() + ": a plan of " + plan.steps().size() + " steps from "
                    + plan.steps().getFirst().call() + " on: " + lost.getMessage());
        }

        private String line(Syscall<?> call, String result) {
            return where() + ": " + call + " = " + result;
        }

        void print() {
            String time = " <" + nanos() / 1000 + " µs>";
            for (int i = 0; i < lines.size(); i++) {
                sink.accept(lines.get(i) + (i == lines.size() - 1 ? time : ""));
            }
        }
    }

    private static String result(Reply reply) {
        return reply.failed() ? new Errno((int) -reply.value()).name() : Long.toString(reply.value());
    }
}
