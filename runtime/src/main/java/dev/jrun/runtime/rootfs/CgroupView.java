package dev.jrun.runtime.rootfs;

import java.util.List;
import java.util.Optional;

/**
 * What a mount of type {@code cgroup} shows.
 *
 * @param namespaced whether the container has a cgroup namespace of its own
 * @param hierarchies as the host has them; a lone one of version 2 is mounted on the target itself, others each in a
 *     directory of a tmpfs
 */
public record CgroupView(boolean namespaced, List<Hierarchy> hierarchies) {
    /** No cgroups: a mount of type cgroup is refused. */
    public static final CgroupView NONE = new CgroupView(false, List.of());

    public CgroupView {
        hierarchies = List.copyOf(hierarchies);
    }

    boolean isUnified() {
        return hierarchies.size() == 1 && hierarchies.getFirst().version() == 2;
    }

    /**
     * One cgroup hierarchy.
     *
     * @param name of its directory: {@code cpu,cpuacct}, {@code systemd}, {@code unified}
     * @param controllers for version 1, what its mount is asked for: {@code cpu}, {@code name=systemd}
     * @param version 1 or 2
     * @param source the directory of the container's own cgroup on the host
     * @param callers the directory of the caller's cgroup, for a caller who may not be allowed to make {@code source}
     */
    public record Hierarchy(
            String name, List<String> controllers, int version, String source, Optional<String> callers) {
        public Hierarchy {
            controllers = List.copyOf(controllers);
        }

        /** One in which the container has a cgroup of its own. */
        public Hierarchy(String name, List<String> controllers, int version, String source) {
            this(name, controllers, version, source, Optional.empty());
        }

        /** The controllers that are reached by a link to this hierarchy's directory. */
        List<String> links() {
            return controllers.stream()
                    .filter(controller ->
                            controllers.size() > 1 && !controller.contains("=") && !controller.equals(name))
                    .toList();
        }
    }
}
