package dev.jrun.runtime.embed.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a parameter of type {@link dev.jrun.runtime.embed.Container}: of a test or its lifecycle methods. The container
 * is the parameter's own; it and all of its processes are gone when the test, or for a parameter of a class the class, has
 * ended.
 *
 * <pre>{@code
 * @Test
 * void answers(@FromBundle("bundles/web") Container web) {
 *     assertThat(web.exec("wget", "-qO-", "http://localhost").out()).isEqualTo("hello");
 * }
 * }</pre>
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContainerExtension.class)
public @interface FromBundle {
    /** The folder of the config.json; one that is relative is looked for where the tests are run. */
    String value();

    /** Whether the container's process runs; else it waits for {@link dev.jrun.runtime.embed.Container#start}. */
    boolean started() default true;
}
