/**
 * Who the container's process is and what it may do: ids, capabilities, limits, working directory, environment, and
 * which file it executes.
 *
 * <p>The order, as the stages run it: the main stub sets the limits of init ({@link
 * dev.jrun.runtime.credential.ResourceLimits}); at create, after pivot_root, init enters the working directory ({@link
 * dev.jrun.runtime.credential.WorkingDirectory}), reads the container's passwd file ({@link
 * dev.jrun.runtime.credential.HomeDirectory}) and looks its program up ({@link
 * dev.jrun.runtime.credential.ExecutableLookup}), so that all that can be wrong with them is an error of create. At
 * start, {@link dev.jrun.runtime.credential.Credentials} are the last thing before execve.
 *
 * <p>The container's files are read here as what they are, a stranger's: their size is limited and their content only
 * ever becomes the value of a variable.
 */
@NullMarked
package dev.jrun.runtime.credential;

import org.jspecify.annotations.NullMarked;
