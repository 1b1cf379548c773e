/**
 * The OCI runtime spec 1.3.0 for Linux as immutable records.
 *
 * <p>A record stands for an object of the spec, its components for the members, by the same names in Java's
 * spelling ({@code blockIO} is {@code blockIo}). Their types say what may be absent: an {@code Optional}, a list, a
 * map (both empty then) and a primitive (0 or false then) may be; everything else, {@code Long} and
 * {@code Boolean} included, is required. {@code BigInteger} is the spec's uint64. Sections for other
 * platforms (windows, vm …) have no component. Values are within the ranges of the spec, whoever made them; what
 * needs more than one member to judge is the matter of {@code dev.jrun.spec.check}. Nothing here trusts its input.
 */
@NullMarked
package dev.jrun.spec;

import org.jspecify.annotations.NullMarked;
