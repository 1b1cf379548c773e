/**
 * The command line: one class for each verb, that parses, calls one operation and prints.
 *
 * <p>{@link dev.jrun.runtime.command.JrunCommands} takes the arguments of one run of jrun and gives its exit code. It
 * parses the global flags, then builds the syntax of the one verb that is asked for: only help needs those
 * of all, and picocli to lay them out. It is also the one place where errors are printed. Flags are taken as Go's flag
 * packages take them, for that is what the callers of a runtime send.
 */
@NullMarked
package dev.jrun.runtime.command;

import org.jspecify.annotations.NullMarked;
