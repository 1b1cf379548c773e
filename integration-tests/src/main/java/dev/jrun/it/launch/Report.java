package dev.jrun.it.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Prints each test with its time, why it failed or did not run, and how many did, for each class and for all. */
final class Report implements TestExecutionListener {
    private final PrintStream out;
    private final Map<String, Long> started = new HashMap<>();
    private Tally ofClass = Tally.NONE;
    private Tally all = Tally.NONE;

    Report(PrintStream out) {
        this.out = out;
    }

    boolean isSuccess() {
        return all.run() > all.skipped() && all.failures() + all.errors() == 0;
    }

    void printTotals() {
        out.printf("%nResults:%n%n%s%n", all);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
        if (isClass(test)) {
            out.println("Running " + test.getLegacyReportingName());
            ofClass = Tally.NONE;
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        out.printf("  %s: SKIPPED, %s%n", test.getDisplayName(), reason);
        count(Tally.SKIPPED);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Duration time =
                Duration.ofNanos(System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime()));
        // A container is an event of its own only if it failed itself, as by its @BeforeAll.
        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            finished(test, result, time);
        }
        if (isClass(test)) {
            out.printf("%s, Time elapsed: %s s -- in %s%n", ofClass, seconds(time), test.getLegacyReportingName());
        }
    }

    private void finished(TestIdentifier test, TestExecutionResult result, Duration time) {
        String name = test.getDisplayName();
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                out.printf("  %s: %s s%n", name, seconds(time));
                count(Tally.PASSED);
            }
            case ABORTED -> {
                out.printf("  %s: SKIPPED, %s%n", name, reason(result));
                count(Tally.SKIPPED);
            }
            case FAILED -> {
                boolean assertion = result.getThrowable()
                        .filter(AssertionError.class::isInstance)
                        .isPresent();
                out.printf("  %s: %s after %s s%n", name, assertion ? "FAILURE" : "ERROR", seconds(time));
                result.getThrowable().ifPresent(failure -> failure.printStackTrace(out));
                count(assertion ? Tally.FAILED : Tally.BROKEN);
            }
        }
    }

    private void count(Tally one) {
        ofClass = ofClass.plus(one);
        all = all.plus(one);
    }

    private static boolean isClass(TestIdentifier test) {
        return test.isContainer()
                && test.getSource().filter(ClassSource.class::isInstance).isPresent();
    }

    private static String reason(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::getMessage).orElse("for no reason given");
    }

    private static String seconds(Duration time) {
        return "%.1f".formatted(time.toMillis() / 1000.0);
    }
}
