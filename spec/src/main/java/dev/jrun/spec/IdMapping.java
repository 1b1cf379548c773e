package dev.jrun.spec;

import dev.jrun.spec.json.Range;

/** A range of ids, user_namespaces(7). */
public record IdMapping(Long containerId, Long hostId, Long size) {
    public IdMapping {
        Range.uint32("containerID", containerId);
        Range.uint32("hostID", hostId);
        Range.uint32("size", size);
    }
}
