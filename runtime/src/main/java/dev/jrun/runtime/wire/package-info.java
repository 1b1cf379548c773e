/**
 * Batches of calls as bytes and back: the Java side of {@code wire.h}. Only layout, no input or output.
 *
 * <p>What a stub sends is trusted until container code could run in its process; lengths are checked all the same, so
 * that a broken stub shows as a {@code LostStubException} and not as nonsense results.
 */
@NullMarked
package dev.jrun.runtime.wire;

import org.jspecify.annotations.NullMarked;
