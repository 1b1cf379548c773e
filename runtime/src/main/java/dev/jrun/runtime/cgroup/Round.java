package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

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

    /**
     * Something other than system calls is to be done.
     *
     * @param work does it, and tells what comes next
     */
    record Act<R>(Supplier<Round<R>> work) implements Round<R> {}

    /** Something other than system calls, to be done at once. */
    static <R> Round<R> act(Supplier<Round<R>> work) {
        return new Act<>(work);
    }

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
            case Act<R> act -> new Act<>(() -> act.work().get().then(following));
        };
    }

    /** This work, begun after a wait. */
    default Round<R> after(Duration delay) {
        return switch (this) {
            case Finished<R> finished -> finished;
            case Next<R> next -> new Next<>(next.plan(), delay, next.read());
            case Act<R> act ->
                new Act<>(() -> {
                    pause(delay);
                    return act.work().get();
                });
        };
    }

    /** Does the work. */
    default R run(SyscallExecutor executor) {
        Round<R> round = this;
        while (true) {
            switch (round) {
                case Finished<R>(R result) -> {
                    return result;
                }
                case Next<R> next -> {
                    pause(next.delay());
                    round = next.read().apply(executor.run(next.plan()));
                }
                case Act<R> act -> round = act.work().get();
            }
        }
    }

    private static void pause(Duration delay) {
        if (delay.isZero()) {
            return;
        }
        try {
            // Version 1 tells nobody of a cgroup that has become empty or frozen: its files have to be read again.
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a cgroup", e);
        }
    }
}
