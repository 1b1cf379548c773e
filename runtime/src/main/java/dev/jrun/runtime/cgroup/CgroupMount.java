package dev.jrun.runtime.cgroup;

import java.util.List;

/**
 * What a mount of type {@code cgroup} in a container needs to know of a hierarchy, in plain values.
 *
 * @param name of its folder below {@code /sys/fs/cgroup}: {@code cpu,cpuacct}, {@code systemd}; {@code unified} for
 *     version 2
 * @param controllers the mount options of version 1: {@code cpu}, {@code name=systemd}; none for version 2
 * @param version 1 or 2
 * @param source the directory of the container's cgroup on the host
 * @param mountPoint of the hierarchy on the host
 */
public record CgroupMount(String name, List<String> controllers, int version, String source, String mountPoint) {
    private static final String NAMED = "name=";

    public CgroupMount {
        controllers = List.copyOf(controllers);
    }

    static CgroupMount of(CgroupPlace place) {
        List<String> controllers = place.controllers();
        String source = place.directory();
        String point = place.mountPoint();
        return switch (place.version()) {
            case V1 -> new CgroupMount(folder(String.join(",", controllers)), controllers, 1, source, point);
            case V2 -> new CgroupMount("unified", controllers, 2, source, point);
        };
    }

    private static String folder(String controllers) {
        return controllers.startsWith(NAMED) ? controllers.substring(NAMED.length()) : controllers;
    }
}
