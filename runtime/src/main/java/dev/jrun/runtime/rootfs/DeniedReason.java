package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.Optional;

/** Why the kernel says EPERM to the root of a user namespace, mount_namespaces(7), and what to do. */
public final class DeniedReason {
    private DeniedReason() {}

    /** Nothing where the call was refused for another reason. */
    public static Optional<String> of(SyscallException failure) {
        if (!failure.errno().equals(Errno.EPERM)) {
            return Optional.empty();
        }
        return switch (failure.step().call()) {
            case MountCall.Fsmount mount ->
                Optional.of(
                        "in a user namespace the kernel allows a new procfs only where nothing of the caller's /proc"
                                + " is masked; run jrun outside of such a container, or bind /proc");
            case MountCall.MountSetattr change ->
                Optional.of("in a user namespace the kernel keeps ro, nosuid, nodev, noexec and the access times of a"
                        + " mount that comes from outside; leave out the option that takes one of them away");
            case MountCall.IdmapMount map ->
                Optional.of("only the owner of a file system may map its owners, not the root of a user namespace that"
                        + " it was mounted outside of; remove the mappings of the mount");
            case MountCall.OpenTree copy ->
                Optional.of("only root may copy a mount of the host into a container that runs; name it in the config"
                        + " that the container is created from");
            default -> Optional.empty();
        };
    }
}
