package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.time.Duration;
import java.util.function.Function;

/**
 * Work in which the next plan depends on the last one's outcome. A value: nothing happens until {@link #run}.
 *
 * @param <R> what the work gives in the end
 */
public sealed interface Round<R> {
    /** There is nothing left to do. */
    record Finished<R>(R result) implements Round<R> {}

    /**
     * A plan is to be run.
     *
     * @param delay how long to wait before
     * @param read what comes next
     */
    record Next<R>(Plan plan, Duration delay, Function<Outcome, Round<R>> read) implements Round<R> {}

    /** A plan, to be run at once. */
    static <R> Round<R> next(Plan plan, Function<Outcome, Round<R>> read) {
        return new Next<>(plan, Duration.ZERO, read);
    }

    /** This work, and then the one that {@code following} makes of its result. */
    default <S> Round<S> then(Function<R, Round<S>> following) {
        return switch (this) {
            case Finished<R>(R result) -> following.apply(result);
            case Next<R> next ->
                new Next<>(
                        next.plan(),
                        next.delay(),
                        outcome -> next.read().apply(outcome).then(following));
        };
    }

    /** This work, begun after a wait. */
    default Round<R> after(Duration delay) {
        return switch (this) {
            case Finished<R> finished -> finished;
            case Next<R> next -> new Next<>(next.plan(), delay, next.read());
        };
    }

    /** Does the work. */
    default R run(SyscallExecutor executor) {
        Round<R> round = this;
        while (round instanceof Next<R> next) {
            pause(next.delay());
            round = next.read().apply(executor.run(next.plan()));
        }
        return ((Finished<R>) round).result();
    }

    private static void pause(Duration delay) {
        if (delay.isZero()) {
            return;
        }
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a cgroup", e);
        }
    }
}
