package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.cgroup.CgroupManager;
import dev.jrun.runtime.namespace.NamespaceSet;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import java.nio.file.Path;

/**
 * All that init is made from. Everything in the config that can be refused was refused when this was made.
 *
 * @param id of the container
 * @param process of the config, which create demands
 * @param stateFolder where the start socket goes
 * @param rootless whether to pass over what a user without privileges may not do
 */
public record Blueprint(
        String id,
        Config config,
        Process process,
        NamespaceSet namespaces,
        Rootfs rootfs,
        CgroupManager cgroup,
        Path stateFolder,
        boolean rootless) {
    Linux linux() {
        return config.linux().orElse(Linux.EMPTY);
    }
}
