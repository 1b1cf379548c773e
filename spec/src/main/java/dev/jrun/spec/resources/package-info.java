/**
 * The {@code linux.resources} section of the spec: limits of cgroups.
 */
@NullMarked
package dev.jrun.spec.resources;

import org.jspecify.annotations.NullMarked;
