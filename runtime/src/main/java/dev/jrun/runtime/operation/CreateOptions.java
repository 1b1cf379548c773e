package dev.jrun.runtime.operation;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the caller of create may ask for and most don't.
 *
 * @param config the config's file, absolute; empty for the bundle's config.json
 * @param pidfdSocket where init's pidfd goes, absolute
 * @param preservedFds how many of the caller's descriptors the program gets
 * @param noPivot whether the root is moved over the host's instead of pivoted with it
 * @param noNewKeyring whether the caller's session keyring is kept
 * @param cgroups who makes the cgroup
 */
public record CreateOptions(
        Optional<Path> config,
        Optional<Path> pidfdSocket,
        int preservedFds,
        boolean noPivot,
        boolean noNewKeyring,
        CgroupDriver cgroups) {
    public static final CreateOptions NONE =
            new CreateOptions(Optional.empty(), Optional.empty(), 0, false, false, new CgroupDriver.Cgroupfs());
}
