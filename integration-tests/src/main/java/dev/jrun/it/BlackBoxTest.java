package dev.jrun.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs the built jrun as root.
 *
 * <p>Each test gets what it names as a parameter: a {@link Jrun} with a state folder of its own, and fresh
 * {@link BundleBuilder}s. After each test the machine has to look as it did before it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Timeout(120)
@ExtendWith({LeakCheck.class, WorkplaceExtension.class, OutputAttachingExtension.class})
public @interface BlackBoxTest {}
