package dev.jrun.runtime.cgroup;

import java.util.List;
import java.util.Optional;

/**
 * A tree of control groups.
 *
 * @param controllers its controllers, or {@code name=systemd} for one without; empty for version 2
 * @param mountPoint where it is mounted
 * @param mountRoot the cgroup that is visible there; {@code /} unless this is a container
 * @param ownPath the caller's cgroup
 */
public record CgroupHierarchy(
        CgroupVersion version, List<String> controllers, String mountPoint, String mountRoot, String ownPath) {
    public CgroupHierarchy {
        controllers = List.copyOf(controllers);
    }

    /** Where the caller's cgroup is below the mount point, starting with a slash; nothing where it is not visible. */
    public Optional<String> ownPathBelowMount() {
        if (mountRoot.equals("/")) {
            return Optional.of(ownPath).filter(path -> !path.startsWith("/.."));
        }
        if (ownPath.equals(mountRoot)) {
            return Optional.of("/");
        }
        return ownPath.startsWith(mountRoot + "/")
                ? Optional.of(ownPath.substring(mountRoot.length()))
                : Optional.empty();
    }
}
