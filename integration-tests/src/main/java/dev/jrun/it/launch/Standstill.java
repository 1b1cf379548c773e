package dev.jrun.it.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Ends the JVM with 1 when no test has begun or ended for longer than the longest of their own limits. Those interrupt a
 * test's thread, which doesn't end a read that blocks; then this says where all threads are.
 */
final class Standstill implements TestExecutionListener {
    private static final Duration LIMIT = Duration.ofSeconds(950);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("standstill").factory());
    private final PrintStream out;
    private ScheduledFuture<?> alarm;

    Standstill(PrintStream out) {
        this.out = out;
        this.alarm = set();
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        setAnew();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        setAnew();
    }

    private void setAnew() {
        alarm.cancel(false);
        alarm = set();
    }

    private ScheduledFuture<?> set() {
        return clock.schedule(this::tell, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        out.printf("No test has begun or ended for %d s.%n", LIMIT.toSeconds());
        for (Map.Entry<Thread, StackTraceElement[]> stack :
                Thread.getAllStackTraces().entrySet()) {
            out.println(stack.getKey());
            for (StackTraceElement frame : stack.getValue()) {
                out.println("    at " + frame);
            }
        }
        Runtime.getRuntime().halt(1);
    }
}
