/** The OCI runtime specification: configuration, state and features as immutable records. */
@NullMarked
package dev.jrun.spec;

import org.jspecify.annotations.NullMarked;
