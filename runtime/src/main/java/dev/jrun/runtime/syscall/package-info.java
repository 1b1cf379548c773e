/**
 * System calls as typed records, plans made of them, and the contract of what runs a plan.
 *
 * <p>A feature package turns a part of the config into a {@link dev.jrun.runtime.syscall.Plan}: an ordered list of
 * steps, each a call, the errnos that it tolerates and a phrase that says what it is for. An executor runs the plan: a
 * stub process, this JVM, or a fake kernel. A call lowers itself to a number and arguments once, in its record; a later
 * step may use the result of an earlier one by its {@link dev.jrun.runtime.syscall.Slot}, so a plan of a hundred calls
 * is one message to a stub.
 */
@NullMarked
package dev.jrun.runtime.syscall;

import org.jspecify.annotations.NullMarked;
