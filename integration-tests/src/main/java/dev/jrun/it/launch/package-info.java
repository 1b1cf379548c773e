/**
 * Runs the black-box tests without Maven, in a machine that has Java and the compiled classes and not much else.
 *
 * <p>{@link dev.jrun.it.launch.TestRun} finds and runs them, {@link dev.jrun.it.launch.Report} prints lines like those
 * that Maven prints.
 */
@NullMarked
package dev.jrun.it.launch;

import org.jspecify.annotations.NullMarked;
