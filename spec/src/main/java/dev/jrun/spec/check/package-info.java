/**
 * Checks of a configuration that need more than one member, or knowledge of Linux, to judge.
 *
 * <p>An error is what the spec, the kernel or runc refuses; a warning is what works but hardly as meant. All
 * problems are found at once, each with the JSON pointer of the member to change. Nothing here looks at the machine.
 */
@NullMarked
package dev.jrun.spec.check;

import org.jspecify.annotations.NullMarked;
