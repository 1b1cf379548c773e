/**
 * What the black-box tests share: running the built jrun, making bundles, and comparing the machine before and after.
 *
 * <p>Nothing here uses the runtime's own code: what the kernel says below /proc is the only witness. The system property
 * {@code jrun.binary} names the runtime under test (default {@code dist/bin/jrun}), so the same tests can be run on
 * another runtime to check the tests themselves.
 *
 * <p>A test takes a {@link Jrun} and {@link BundleBuilder}s as parameters, see {@link BlackBoxTest}.
 */
@NullMarked
package dev.jrun.it;

import org.jspecify.annotations.NullMarked;
