package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall.Mknodat;
import dev.jrun.spec.Device;
import dev.jrun.spec.DeviceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device node to make.
 *
 * @param type S_IFCHR, S_IFBLK or S_IFIFO
 */
record DeviceNode(ContainerPath path, int type, long major, long minor, int mode, int uid, int gid) {
    private static final int PERMISSIONS = 07777;
    private static final int DEFAULT_MODE = 0666;

    /** The devices of a container: those that each has, and those of the config, which win over them. */
    static List<DeviceNode> all(List<Device> listed) {
        Map<ContainerPath, DeviceNode> nodes = new LinkedHashMap<>();
        for (DeviceNode node : List.of(
                character("/dev/null", 1, 3),
                character("/dev/zero", 1, 5),
                character("/dev/full", 1, 7),
                character("/dev/random", 1, 8),
                character("/dev/urandom", 1, 9),
                character("/dev/tty", 5, 0))) {
            nodes.put(node.path(), node);
        }
        for (int i = 0; i < listed.size(); i++) {
            DeviceNode node = parse(listed.get(i), "/linux/devices/" + i);
            nodes.put(node.path(), node);
        }
        // Always a link into the container's own devpts, whatever the config has there.
        nodes.remove(ContainerPath.of("/dev/ptmx"));
        return new ArrayList<>(nodes.values());
    }

    private static DeviceNode character(String path, long major, long minor) {
        return new DeviceNode(ContainerPath.of(path), Mknodat.S_IFCHR, major, minor, DEFAULT_MODE, 0, 0);
    }

    private static DeviceNode parse(Device device, String pointer) {
        ContainerPath path = ContainerPath.of(device.path());
        if (path.isRoot()) {
            throw new InvalidInputException(pointer + "/path: '" + device.path() + "' is not the path of a file");
        }
        boolean numbered = device.type() != DeviceType.FIFO;
        return new DeviceNode(
                path,
                type(device.type()),
                numbered ? number(device.major(), pointer + "/major") : 0,
                numbered ? number(device.minor(), pointer + "/minor") : 0,
                device.fileMode().orElse(DEFAULT_MODE) & PERMISSIONS,
                device.uid().orElse(0L).intValue(),
                device.gid().orElse(0L).intValue());
    }

    private static long number(Optional<Long> number, String pointer) {
        return number.filter(value -> value >= 0)
                .orElseThrow(() -> new InvalidInputException(
                        pointer + ": a device that is not a FIFO needs a number that is not negative"));
    }

    private static int type(DeviceType type) {
        return switch (type) {
            case CHARACTER, UNBUFFERED -> Mknodat.S_IFCHR;
            case BLOCK -> Mknodat.S_IFBLK;
            case FIFO -> Mknodat.S_IFIFO;
        };
    }

    boolean isFifo() {
        return type == Mknodat.S_IFIFO;
    }

    boolean hasOwner() {
        return uid != 0 || gid != 0;
    }

    /** {@code character device 1:3}. */
    String describe() {
        return switch (type) {
            case Mknodat.S_IFCHR -> "character device " + major + ":" + minor;
            case Mknodat.S_IFBLK -> "block device " + major + ":" + minor;
            default -> "FIFO";
        };
    }
}
