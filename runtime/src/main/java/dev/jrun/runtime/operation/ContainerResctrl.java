package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.resctrl.ResctrlClaim;
import dev.jrun.runtime.resctrl.ResctrlGroup;
import dev.jrun.runtime.resctrl.ResctrlMount;
import dev.jrun.runtime.resctrl.ResctrlRemoval;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.spec.Config;
import dev.jrun.spec.IntelRdt;
import dev.jrun.spec.Linux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A container's share of caches and memory bandwidth, by resctrl. */
final class ContainerResctrl {
    private static final String NO_RESCTRL = "config.json: /linux/intelRdt: there is no resctrl file system mounted;"
            + " the CPU or the kernel has no resource control, or it has to be mounted first: mount -t resctrl resctrl"
            + " /sys/fs/resctrl";

    private final SyscallExecutor host;
    private final ResctrlGroup group;

    private ContainerResctrl(SyscallExecutor host, ResctrlGroup group) {
        this.host = host;
        this.group = group;
    }

    /** Nothing where the config doesn't ask for it; refused where the machine has no resctrl. */
    static Optional<ContainerResctrl> of(Config config, Engine engine, String id) {
        Optional<IntelRdt> wanted = config.linux().orElse(Linux.EMPTY).intelRdt();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        String mount = ResctrlMount.find(mountinfo(engine.main().pid()))
                .orElseThrow(() -> new UnsupportedFeatureException(NO_RESCTRL));
        return Optional.of(new ContainerResctrl(engine.main(), new ResctrlGroup(mount, id, wanted.get())));
    }

    static boolean isMounted(Engine engine) {
        return ResctrlMount.find(mountinfo(engine.main().pid())).isPresent();
    }

    private static String mountinfo(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/mountinfo"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the group; its folders are written down before. */
    void make(Creation creation) {
        ResctrlClaim claim = group.claim(host.run(group.look()));
        creation.save(creation.state().withResctrlMade(claim.made()));
        try {
            run(claim.make());
        } catch (SyscallException failure) {
            if (failure.errno().equals(Errno.EEXIST)) {
                // Somebody else was faster: the folder is not ours to remove.
                creation.save(creation.state().withResctrlMade(List.of()));
            }
            throw failure;
        }
    }

    /** Has init belong to the group. */
    void enter(long pid) {
        run(group.enter(pid));
    }

    /** Changes the limits of the group; a value that is absent stays as it is. */
    void change(Optional<String> cacheSchema, Optional<String> bandwidthSchema) {
        run(group.change(cacheSchema, bandwidthSchema));
    }

    /** What is said of the group. */
    ResctrlStatistics statistics() {
        return new ResctrlStatistics(
                Path.of(group.mount()),
                Path.of(group.directory()),
                group.monitoringGroup().map(Path::of));
    }

    /** Removes what was made for a container whose processes have ended. */
    static void remove(SyscallExecutor host, ContainerState state) {
        if (state.resctrlMade().isEmpty()) {
            return;
        }
        var removal = new ResctrlRemoval(state.resctrlMade(), state.id().value(), state.pid());
        host.run(removal.remove(host.run(removal.look())));
    }

    private void run(Plan plan) {
        try {
            host.run(plan);
        } catch (SyscallException failure) {
            lastStatus().ifPresent(failure::because);
            throw failure;
        }
    }

    /** What the kernel has to say about its last refusal. */
    private Optional<String> lastStatus() {
        try {
            String status = Files.readString(Path.of(group.mount(), "info/last_cmd_status"))
                    .strip();
            return status.isEmpty() || status.equals("ok") ? Optional.empty() : Optional.of(status);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
