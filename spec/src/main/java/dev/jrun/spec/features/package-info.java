/**
 * The document that {@code features} prints: what a runtime can do.
 */
@NullMarked
package dev.jrun.spec.features;

import org.jspecify.annotations.NullMarked;
