/**
 * The JSON Schemas of the project, and the validator that finds every violation at once.
 *
 * <p>For {@code validate} and tests only: it loads some hundred classes that no other command should pay for. The
 * schemas and the records say the same in two ways; the records are what counts.
 */
@NullMarked
package dev.jrun.spec.schema;

import org.jspecify.annotations.NullMarked;
