package dev.jrun.runtime.criu;

import java.util.Optional;

/**
 * What the user says of a checkpoint.
 *
 * @param preDump copy the memory only, and go on
 * @param tcpSkipInFlight pass over connections that are not established yet
 * @param linkRemap give files that were deleted a name again
 * @param parent the images of an earlier pre-dump, relative to the folder of these
 */
public record DumpFlags(
        CommonFlags common,
        boolean leaveRunning,
        boolean preDump,
        boolean tcpSkipInFlight,
        boolean linkRemap,
        Optional<String> parent,
        Optional<PageServer> pageServer) {}
