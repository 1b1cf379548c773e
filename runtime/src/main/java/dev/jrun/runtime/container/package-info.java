/**
 * What is known of a container between two commands: its id, its state file, the status that follows from the state
 * file and its init process.
 *
 * <p>A container is a folder {@code ROOT/ID} with a {@code state.json} and a {@code lock}; the folder is what makes an
 * id taken. The state file is replaced whole, by a rename, so that a reader needs no lock; whoever changes a container
 * holds its lock. A folder without a state file is a create that died early. The files are written by jrun alone, and
 * their folder is closed to other users: their content is trusted. The process behind a pid is not: it is compared by
 * its start time.
 */
@NullMarked
package dev.jrun.runtime.container;

import org.jspecify.annotations.NullMarked;
