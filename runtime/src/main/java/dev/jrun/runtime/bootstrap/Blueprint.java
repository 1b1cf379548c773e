package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.namespace.NamespaceSet;
import dev.jrun.runtime.namespace.NetDeviceMove;
import dev.jrun.runtime.namespace.SecurityLabel;
import dev.jrun.runtime.rootfs.RootWay;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.spec.Config;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import dev.jrun.spec.State;
import dev.jrun.spec.Status;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that init is made from. Everything in the config that can be refused was refused when this was made.
 *
 * @param id of the container
 * @param bundle absolute
 * @param process of the config, which create demands
 * @param rootless whether to pass over what a user without privileges may not do
 * @param choices what the caller asked for outside of the config
 */
public record Blueprint(
        String id,
        Path bundle,
        Config config,
        Process process,
        NamespaceSet namespaces,
        Rootfs rootfs,
        CgroupEntrance cgroup,
        boolean rootless,
        Choices choices) {
    Linux linux() {
        return config.linux().orElse(Linux.EMPTY);
    }

    Hooks hooks() {
        return config.hooks().orElse(Hooks.NONE);
    }

    /**
     * Whether init can make its root file system and move into it without anybody doing something in between: a hook, the
     * main stub, or this engine with an answer. A /dev of the image's is looked at before its null device is opened.
     */
    boolean goesStraightIn() {
        return !hooks().runAtCreation()
                && linux().sysctl().isEmpty()
                && !SecurityLabel.isWanted(process)
                && NetDeviceMove.of(linux()).isEmpty()
                && !process.terminal()
                && choices.way() != RootWay.MOVE
                && rootfs.hasOwnDevices();
    }

    /** What hooks are told while the container is created. */
    State creating(long pid) {
        return new State(
                DefaultConfig.OCI_VERSION,
                id,
                Status.CREATING,
                Optional.of((int) pid),
                bundle.toString(),
                config.annotations());
    }
}
