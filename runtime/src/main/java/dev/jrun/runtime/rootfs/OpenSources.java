package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was opened for init with the caller's privileges, by {@link SourceOpening}: descriptors of init's.
 *
 * @param root the directory of the root file system, where init can't reach it
 * @param mounts the sources of bind mounts, by the index of their mount
 */
public record OpenSources(Optional<Fd.Number> root, Map<Integer, Fd.Number> mounts) {
    /** Nothing was opened: init can do it all. */
    public static final OpenSources NONE = new OpenSources(Optional.empty(), Map.of());

    public OpenSources {
        mounts = Map.copyOf(mounts);
    }

    /** Opens the root file system once more, in init. */
    FileCall.Openat openRoot(String path) {
        return root.isPresent()
                ? new FileCall.Openat(root.get(), ".", Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0)
                : Probe.openDirectory(path);
    }
}
