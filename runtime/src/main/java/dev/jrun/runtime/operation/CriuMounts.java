package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.CgroupMount;
import dev.jrun.runtime.criu.ExternalMount;
import dev.jrun.runtime.criu.ExternalMounts;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Mount;
import dev.jrun.spec.NamespaceType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mounts of a container that are not its own, as a checkpoint and a restore have to tell criu. */
final class CriuMounts {
    private static final String NULL_DEVICE = "/dev/null";

    private final Engine engine;
    private final Config config;
    private final Path bundle;
    private final List<CgroupMount> cgroups;

    CriuMounts(Engine engine, Config config, Path bundle, List<CgroupMount> cgroups) {
        this.engine = engine;
        this.config = config;
        this.bundle = bundle;
        this.cgroups = cgroups;
    }

    /** Those of the container that init {@code pid} is in. */
    List<ExternalMount> of(int pid) {
        String root = "/proc/" + pid + "/root";
        List<ExternalMount> mounts = new ArrayList<>(common(root));
        for (String masked : ExternalMounts.masked(config)) {
            Path path = Path.of(root + masked);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                mounts.add(new ExternalMount(masked, NULL_DEVICE));
            }
        }
        return mounts;
    }

    /** Those of a container that is to be made in {@code rootfs}. */
    List<ExternalMount> in(Path rootfs) {
        List<ExternalMount> mounts = new ArrayList<>(common(rootfs.toString()));
        for (String masked : ExternalMounts.masked(config)) {
            mounts.add(new ExternalMount(masked, NULL_DEVICE));
        }
        return mounts;
    }

    private List<ExternalMount> common(String root) {
        List<ExternalMount> mounts = new ArrayList<>(ExternalMounts.bound(config, bundle));
        addCgroups(mounts);
        List<ExternalMount> resolved = new ArrayList<>(MountTargets.resolve(engine.main(), root, mounts));
        resolved.addAll(ExternalMounts.devices(config));
        return resolved;
    }

    /** Hierarchies of version 1 are bound from the host, each on a folder, where there is no cgroup namespace. */
    private void addCgroups(List<ExternalMount> mounts) {
        boolean unified = cgroups.size() == 1 && cgroups.getFirst().version() == 2;
        boolean namespaced = config.linux().orElse(Linux.EMPTY).namespaces().stream()
                .anyMatch(namespace -> namespace.type() == NamespaceType.CGROUP);
        if (unified || namespaced) {
            return;
        }
        for (Mount mount : config.mounts()) {
            if (mount.type().orElse("").equals("cgroup")) {
                for (CgroupMount cgroup : cgroups) {
                    mounts.add(new ExternalMount(mount.destination() + "/" + cgroup.name(), cgroup.source()));
                }
            }
        }
    }
}
