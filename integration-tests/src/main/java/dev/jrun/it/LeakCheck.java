package dev.jrun.it;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Fails a test after which the machine has something it didn't have before. */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

    /** What dies or is removed asynchronously may take this long. */
    private static final Duration SETTLING_TIME = Duration.ofSeconds(5);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("before", MachineSnapshot.take());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        MachineSnapshot before = context.getStore(NAMESPACE).get("before", MachineSnapshot.class);
        if (before == null) {
            throw new IllegalStateException("no snapshot was taken before the test");
        }
        AtomicReference<List<String>> leaks = new AtomicReference<>(List.of());
        boolean clean = Await.within(SETTLING_TIME, () -> {
            Subreaper.reapOrphans();
            leaks.set(MachineSnapshot.take().minus(before));
            return leaks.get().isEmpty();
        });
        if (!clean) {
            throw new AssertionError("left behind by the test:\n  " + String.join("\n  ", leaks.get()));
        }
    }
}
