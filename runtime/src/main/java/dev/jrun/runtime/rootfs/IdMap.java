package dev.jrun.runtime.rootfs;

import dev.jrun.spec.IdMapping;
import java.util.List;

/**
 * How the owners of a mount's files are shown: mount_setattr(2), MOUNT_ATTR_IDMAP.
 *
 * @param recursive whether the mounts below it are mapped too
 * @param uids empty, as are {@code gids}, for the mappings of the container's user namespace
 */
public record IdMap(boolean recursive, List<IdMapping> uids, List<IdMapping> gids) {
    public IdMap {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    static IdMap ofContainer(boolean recursive) {
        return new IdMap(recursive, List.of(), List.of());
    }

    /** Whether the container's user namespace has the mappings. */
    public boolean isContainers() {
        return uids.isEmpty() && gids.isEmpty();
    }

    /** The same mappings as a key: maps that differ in what they reach share a user namespace. */
    IdMap flat() {
        return new IdMap(false, uids, gids);
    }
}
