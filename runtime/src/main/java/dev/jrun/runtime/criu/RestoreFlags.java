package dev.jrun.runtime.criu;

import java.util.Optional;

/**
 * What the user says of a restore.
 *
 * @param lsmProfile the processes' profile in the place of that in the images: {@code apparmor:NAME}
 * @param lsmMountContext the SELinux context of mounts in the place of that in the images
 */
public record RestoreFlags(CommonFlags common, Optional<String> lsmProfile, Optional<String> lsmMountContext) {}
