/**
 * Reads JSON into records and writes records as JSON.
 *
 * <p>Knows no record of the spec: the components of a record are the members of an object. Reading is strict (no
 * number is made from a text, no whole number from 1.0, no member given twice), and there is one kind of error,
 * {@link dev.jrun.spec.json.SpecException}, that knows the JSON pointer. Unknown members are skipped and remembered.
 * A {@code null} counts as an absent member, as it does for Go programs. Made for a JVM that lives for one
 * command: no data binding library, no annotations, no lambdas on this path.
 */
@NullMarked
package dev.jrun.spec.json;

import org.jspecify.annotations.NullMarked;
