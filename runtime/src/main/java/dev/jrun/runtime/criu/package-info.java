/**
 * What jrun and criu(8) say to each other, and what to ask of it to checkpoint or restore a container. Pure: requests are
 * records here, who sends them is {@code operation}.
 *
 * <p>criu is run as {@code criu swrk FD} and serves one request on that socket: a protobuf message each way, and while it
 * works, notifications that it waits to have acknowledged. Its own {@code rpc.proto} numbers the fields; {@link
 * dev.jrun.runtime.criu.CriuOption} has those that are used. criu is trusted: it runs as root on the host.
 */
@NullMarked
package dev.jrun.runtime.criu;

import org.jspecify.annotations.NullMarked;
