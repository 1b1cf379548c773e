package dev.jrun.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits by polling, with a limit. */
public final class Await {
    /** Generous, for slow machines: a test that meets it has failed. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long INTERVAL_MILLIS = 5;

    private Await() {}

    /** Returns once the condition holds; fails when the limit is over. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition::getAsBoolean, Boolean::booleanValue);
    }

    /** The first value that is accepted; fails with the last value when the limit is over. */
    public static <T> T until(String what, Supplier<T> value, Predicate<? super T> accepted) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            T last = value.get();
            if (accepted.test(last)) {
                return last;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited %s s for: %s; last seen: %s".formatted(LIMIT.toSeconds(), what, last));
            }
            pause();
        }
    }

    /** Polls until the condition holds or the time is over, and says whether it held. */
    public static boolean within(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            // What tests wait for (files, processes, mounts) is told by nobody: it has to be looked at again.
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
