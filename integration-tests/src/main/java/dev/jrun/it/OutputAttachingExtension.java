package dev.jrun.it;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Adds the commands of a failed test, and what they said, to its failure. */
final class OutputAttachingExtension implements AfterTestExecutionCallback {
    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> {
            String text = WorkplaceExtension.of(context).jrun().transcript().text();
            failure.addSuppressed(new Commands(text));
        });
    }

    /** Carries the text into the stack trace that the report prints. */
    private static final class Commands extends Exception {
        private static final long serialVersionUID = 1L;

        Commands(String text) {
            super(text, null, false, false);
        }
    }
}
