package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Syscall.Done;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
     * Plans are to be run.
     *
     * @param plans that don't depend on each other
     * @param delay how long to wait before
     * @param read what comes next, from the outcomes of all
     */
    record Next<R>(List<Plan> plans, Duration delay, Function<List<Outcome>, Round<R>> read) implements Round<R> {}

    /**
     * A plan is to be run whose outcome tells nothing, if it succeeds.
     *
     * @param rest what comes next
     */
    record Blind<R>(Plan plan, Supplier<Round<R>> rest) implements Round<R> {}

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
        return new Next<>(List.of(plan), Duration.ZERO, outcomes -> read.apply(outcomes.getFirst()));
    }

    /** A plan that nobody asks the outcome of. */
    static Round<Done> blind(Plan plan) {
        Round<Done> done = new Finished<>(Done.DONE);
        return plan.isEmpty() ? done : new Blind<>(plan, () -> done);
    }

    /** This work, and then the one that {@code following} makes of its result. */
    default <S> Round<S> then(Function<R, Round<S>> following) {
        return switch (this) {
            case Finished<R>(R result) -> following.apply(result);
            case Next<R> next ->
                new Next<>(
                        next.plans(),
                        next.delay(),
                        outcomes -> next.read().apply(outcomes).then(following));
            case Blind<R> blind ->
                new Blind<>(blind.plan(), () -> blind.rest().get().then(following));
            case Act<R> act -> new Act<>(() -> act.work().get().then(following));
        };
    }

    /**
     * Works that don't depend on each other as one, with the plans of all in one message as long as each has one to be
     * run at once.
     */
    static <R> Round<List<R>> together(List<Round<R>> works) {
        List<Plan> plans = new ArrayList<>();
        for (Round<R> work : works) {
            if (!(work instanceof Next<R> next) || !next.delay().isZero()) {
                return oneByOne(works);
            }
            plans.addAll(next.plans());
        }
        return plans.isEmpty()
                ? new Finished<>(List.of())
                : new Next<>(plans, Duration.ZERO, outcomes -> together(advanced(works, outcomes)));
    }

    private static <R> List<Round<R>> advanced(List<Round<R>> works, List<Outcome> outcomes) {
        List<Round<R>> advanced = new ArrayList<>();
        int at = 0;
        for (Round<R> work : works) {
            var next = (Next<R>) work;
            int end = at + next.plans().size();
            advanced.add(next.read().apply(outcomes.subList(at, end)));
            at = end;
        }
        return advanced;
    }

    private static <R> Round<List<R>> oneByOne(List<Round<R>> works) {
        Round<List<R>> all = new Finished<>(List.of());
        for (Round<R> work : works) {
            all = all.then(results -> work.then(result -> new Finished<>(append(results, result))));
        }
        return all;
    }

    private static <R> List<R> append(List<R> results, R result) {
        List<R> all = new ArrayList<>(results);
        all.add(result);
        return all;
    }

    /** This work, begun after a wait. */
    default Round<R> after(Duration delay) {
        return switch (this) {
            case Finished<R> finished -> finished;
            case Next<R> next -> new Next<>(next.plans(), delay, next.read());
            case Blind<R> _, Act<R> _ ->
                new Act<>(() -> {
                    pause(delay);
                    return this;
                });
        };
    }

    /** Does the work. */
    default R run(SyscallExecutor executor) {
        return run(executor, executor::run);
    }

    /** Does the work, but for what nobody asks the outcome of: that is left for {@link SyscallExecutor#runLater later}. */
    default R runAlong(SyscallExecutor executor) {
        return run(executor, executor::runLater);
    }

    private R run(SyscallExecutor executor, Consumer<Plan> blindly) {
        Round<R> round = this;
        while (true) {
            switch (round) {
                case Finished<R>(R result) -> {
                    return result;
                }
                case Next<R> next -> {
                    pause(next.delay());
                    List<Outcome> outcomes = new ArrayList<>(next.plans().size());
                    executor.runAll(next.plans(), outcomes::add);
                    round = next.read().apply(outcomes);
                }
                case Blind<R> blind -> {
                    blindly.accept(blind.plan());
                    round = blind.rest().get();
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
