package dev.jrun.spec;

import dev.jrun.spec.json.Range;
import java.util.Optional;

/**
 * A device node to make in the container, mknod(2).
 *
 * @param fileMode permission bits; Podman leaves the bits of the file's type in, which say nothing beside {@code type}
 */
public record Device(
        DeviceType type,
        String path,
        Optional<Long> major,
        Optional<Long> minor,
        Optional<Integer> fileMode,
        Optional<Long> uid,
        Optional<Long> gid) {
    public Device {
        Range.between("fileMode", fileMode, 0, 0177777);
        Range.uint32("uid", uid);
        Range.uint32("gid", gid);
    }
}
