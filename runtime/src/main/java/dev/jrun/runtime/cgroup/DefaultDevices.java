package dev.jrun.runtime.cgroup;

import dev.jrun.spec.resources.DeviceRule;
import java.util.List;
import java.util.Optional;

/** The devices that every container may use, whatever its config says: those of its own /dev, as with runc. */
final class DefaultDevices {
    static final List<DeviceRule> RULES = List.of(
            // A node that one may make is not one that one may open.
            rule("c", -1, -1, "m"),
            rule("b", -1, -1, "m"),
            // null, random, full, tty, zero, urandom
            rule("c", 1, 3, "rwm"),
            rule("c", 1, 8, "rwm"),
            rule("c", 1, 7, "rwm"),
            rule("c", 5, 0, "rwm"),
            rule("c", 1, 5, "rwm"),
            rule("c", 1, 9, "rwm"),
            // pts/*, ptmx, net/tun
            rule("c", 136, -1, "rwm"),
            rule("c", 5, 2, "rwm"),
            rule("c", 10, 200, "rwm"));

    private DefaultDevices() {}

    private static DeviceRule rule(String type, long major, long minor, String access) {
        return new DeviceRule(true, Optional.of(type), Optional.of(major), Optional.of(minor), Optional.of(access));
    }
}
