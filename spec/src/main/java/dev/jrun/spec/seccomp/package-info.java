/**
 * The {@code linux.seccomp} section of the spec.
 */
@NullMarked
package dev.jrun.spec.seccomp;

import org.jspecify.annotations.NullMarked;
