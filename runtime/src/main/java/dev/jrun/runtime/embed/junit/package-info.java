/** Containers for tests: {@link dev.jrun.runtime.embed.junit.FromBundle} on a parameter. JUnit comes with the tests. */
@NullMarked
package dev.jrun.runtime.embed.junit;

import org.jspecify.annotations.NullMarked;
