package dev.jrun.runtime.container;

import dev.jrun.spec.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sample states. */
final class Containers {
    private Containers() {}

    static ContainerState running(InitProcess init) {
        return ContainerState.builder(new ContainerId("web1"))
                .ociVersion("1.3.0")
                .init(init)
                .status(Status.RUNNING)
                .bundle(Path.of("/srv/web \"1\""))
                .rootfs(Path.of("/srv/web \"1\"/rootfs"))
                .created("2025-03-01T12:00:00.000000001Z")
                .owner(4711)
                .annotations(Map.of("a.b", "c\nd"))
                .cgroup(new CgroupRecord(
                        "systemd",
                        "/run/user/4711/bus",
                        List.of("/sys/fs/cgroup/pids/web1", "/sys/fs/cgroup/cpu/web1"),
                        List.of("/sys/fs/cgroup/pids/web1"),
                        "/sys/fs/cgroup/freezer/web1/freezer.self_freezing"))
                .privatePidNamespace(true)
                .build();
    }
}
