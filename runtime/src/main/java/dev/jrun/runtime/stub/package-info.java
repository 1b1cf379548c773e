/**
 * Stub processes as the engine sees them: a connection each, an executor that runs plans over it, and the ways to make
 * more of them.
 *
 * <p>A stub does what it is told and nothing else. It lives as long as its connection: closing the connection ends it.
 * The one exception is a container's init, which waits for the next engine on its start socket. What a stub says is
 * trusted only while no container code could have run in its process.
 */
@NullMarked
package dev.jrun.runtime.stub;

import org.jspecify.annotations.NullMarked;
