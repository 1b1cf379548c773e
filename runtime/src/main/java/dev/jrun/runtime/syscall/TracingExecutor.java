package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.JrunException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prints each call that an executor ran, as strace would: {@code container init: Setsid[] = 1 <52 µs>}. A plan is run
 * as a whole, since where it is cut can change what it does; so the time, that of the whole plan, stands behind its last
 * call. Steps that were left out are not printed.
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
        long start = System.nanoTime();
        try {
            Outcome outcome = delegate.run(plan);
            tally.add(ran(outcome.replies()), System.nanoTime() - start);
            print(plan, outcome.replies(), start);
            return outcome;
        } catch (SyscallException failure) {
            if (failure.replies().isEmpty()) {
                sink.accept(where() + ": " + failure.step().call() + " = " + failure.errno() + time(start));
            } else {
                print(plan, failure.replies(), start);
            }
            throw failure;
        } catch (JrunException lost) {
            sink.accept(where() + ": a plan of " + plan.steps().size() + " steps from "
                    + plan.steps().getFirst().call() + " on: " + lost.getMessage() + time(start));
            throw lost;
        }
    }

    private void print(Plan plan, List<Optional<Reply>> replies, long start) {
        String time = time(start);
        int last = lastRun(replies);
        for (int i = 0; i <= last; i++) {
            if (replies.get(i).isPresent()) {
                String result = result(replies.get(i).get());
                sink.accept(where() + ": " + plan.steps().get(i).call() + " = " + result + (i == last ? time : ""));
            }
        }
    }

    private static int ran(List<Optional<Reply>> replies) {
        int count = 0;
        for (Optional<Reply> reply : replies) {
            count += reply.isPresent() ? 1 : 0;
        }
        return count;
    }

    private static int lastRun(List<Optional<Reply>> replies) {
        int last = replies.size() - 1;
        while (last >= 0 && replies.get(last).isEmpty()) {
            last--;
        }
        return last;
    }

    private static String result(Reply reply) {
        return reply.failed() ? new Errno((int) -reply.value()).name() : Long.toString(reply.value());
    }

    private static String time(long start) {
        return " <" + (System.nanoTime() - start) / 1000 + " µs>";
    }
}
