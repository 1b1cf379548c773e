/**
 * Executors for tests: a kernel that is only a model ({@link dev.jrun.runtime.testing.FakeKernel}), one that writes
 * down what it is asked, and one that makes calls fail.
 */
@NullMarked
package dev.jrun.runtime.testing;

import org.jspecify.annotations.NullMarked;
