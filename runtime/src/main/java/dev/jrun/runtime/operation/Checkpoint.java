package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.AtFlag;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.cgroup.CgroupPlace;
import dev.jrun.runtime.cgroup.CgroupVersion;
import dev.jrun.runtime.container.CgroupRecord;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.StreamNames;
import dev.jrun.runtime.criu.CriuRequest;
import dev.jrun.runtime.criu.DumpPlan;
import dev.jrun.runtime.criu.ExternalMount;
import dev.jrun.runtime.criu.ExternalNamespaces;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Saves a container's processes to files, by criu. */
public final class Checkpoint {
    private static final int ACCESS_MODE = 3;
    private static final int READ_ONLY = 0;

    private final Engine engine;
    private final StateStore states;

    public Checkpoint(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Saves the container. Unless it is left running it is deleted then, as other runtimes do. */
    public void run(CheckpointRequest request) {
        states.load(request.id());
        CriuSession.requireRoot(engine);
        checkStatusFd(request);
        ContainerState state;
        try (ContainerLock _ = states.lock(request.id())) {
            state = states.load(request.id());
            requireRunning(state);
            dump(request, state);
        }
        if (!request.flags().leaveRunning() && !request.flags().preDump()) {
            new Delete(engine, states).runOn(state, false);
        }
    }

    private static void requireRunning(ContainerState state) {
        Status status = LiveStatus.of(state);
        if (status != Status.RUNNING && status != Status.PAUSED) {
            throw new ContainerStateException(
                    "container not running: one that is " + status + " can't be checkpointed");
        }
    }

    private void checkStatusFd(CheckpointRequest request) {
        if (request.statusFd().isEmpty()) {
            return;
        }
        int fd = request.statusFd().getAsInt();
        try {
            long mode = engine.main().call("--status-fd", new Fcntl(Fd.of(fd), Fcntl.F_GETFL, 0));
            if ((mode & ACCESS_MODE) == READ_ONLY) {
                throw new InvalidInputException("--status-fd: descriptor " + fd + " is not open for writing");
            }
        } catch (SyscallException failure) {
            throw new InvalidInputException(
                    "--status-fd: descriptor " + fd + ": " + failure.errno().message());
        }
    }

    private void dump(CheckpointRequest request, ContainerState state) {
        CriuSession.makeFolder(request.images());
        CriuSession.makeFolder(request.work());
        checkParent(request);
        Config config = engine.memory().configs().read(states.config(request.id()));
        try (CriuSession session =
                CriuSession.open(engine, Set.of(), request.images(), request.work(), DumpPlan.LOG_FILE)) {
            CriuRequest dump = plan(request, state, config).request(request.flags(), session.fds());
            if (!request.flags().preDump()) {
                saveStreams(request, state);
            }
            session.serve(dump, List.of(), (point, fd) -> {
                if (point.script().equals("status-ready")) {
                    tellStatus(request);
                }
            });
        }
    }

    private static void checkParent(CheckpointRequest request) {
        if (request.flags().parent().isEmpty()) {
            return;
        }
        Path parent = request.images().resolve(request.flags().parent().get());
        if (!Files.isDirectory(parent)) {
            throw new InvalidInputException("--parent-path: no such folder: " + parent);
        }
    }

    private static void saveStreams(CheckpointRequest request, ContainerState state) {
        try {
            StreamNames.of(state.pid()).save(request.images());
        } catch (IOException e) {
            throw new InvalidInputException("--image-path: can't be written to: " + e);
        }
    }

    private void tellStatus(CheckpointRequest request) {
        if (request.statusFd().isPresent()) {
            Fd fd = Fd.of(request.statusFd().getAsInt());
            engine.main().call("--status-fd: tell that pages can be asked for", new Write(fd, new byte[1]));
            engine.main().call("--status-fd: close", new Close(fd));
        }
    }

    private DumpPlan plan(CheckpointRequest request, ContainerState state, Config config) {
        CgroupRecord record = state.cgroup();
        CgroupPaths cgroup = CgroupPaths.parse(record.places(), record.made());
        // The memory alone is saved before the dump.
        List<ExternalMount> mounts = request.flags().preDump()
                ? List.of()
                : new CriuMounts(engine, config, state.bundle(), cgroup.mounts()).of(state.pid());
        return new DumpPlan(config, state.pid(), state.rootfs().toString(), freezer(cgroup), mounts, inodes(config));
    }

    /** The folder of the cgroup by which criu stops all processes at once. */
    private static Optional<String> freezer(CgroupPaths cgroup) {
        Optional<String> unified = Optional.empty();
        for (CgroupPlace place : cgroup.places()) {
            if (place.has("freezer")) {
                return Optional.of(place.directory());
            }
            if (place.version() == CgroupVersion.V2 && cgroup.places().size() == 1) {
                unified = Optional.of(place.directory());
            }
        }
        return unified;
    }

    private Map<Namespace, Long> inodes(Config config) {
        Map<Namespace, Long> inodes = new HashMap<>();
        for (Namespace namespace : ExternalNamespaces.handedOver(config)) {
            String path = namespace.path().orElseThrow();
            Set<AtFlag> followed = Set.of();
            inodes.put(
                    namespace,
                    engine.main()
                            .call("look at the namespace " + path, new Statx(Fd.CWD, path, followed))
                            .inode());
        }
        return inodes;
    }
}
