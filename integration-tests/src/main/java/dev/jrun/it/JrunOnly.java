package dev.jrun.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test that other runtimes are known to fail; it always runs on jrun. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(JrunOnly.Condition.class)
public @interface JrunOnly {
    /** What the others lack or do otherwise. */
    String value();

    /** Switches the test off where {@code jrun.binary} names another runtime. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (RuntimeUnderTest.isJrun()) {
                return ConditionEvaluationResult.enabled("jrun is under test");
            }
            return AnnotationSupport.findAnnotation(context.getElement(), JrunOnly.class)
                    .map(mark -> ConditionEvaluationResult.disabled(mark.value()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("holds for every runtime"));
        }
    }
}
