package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.MountFlag;
import dev.jrun.runtime.bootstrap.CgroupStage;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.StreamNames;
import dev.jrun.runtime.criu.CriuReply;
import dev.jrun.runtime.criu.CriuRequest;
import dev.jrun.runtime.criu.ExternalMount;
import dev.jrun.runtime.criu.ExternalNamespaces;
import dev.jrun.runtime.criu.RestorePlan;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.rootfs.OpenSources;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.MountCall.Mount;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.spec.Config;
import dev.jrun.spec.Namespace;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of a restore that begins when the cgroup is there: mount targets, criu, and what criu tells on the way. */
final class Restoration {
    private static final int SIGCHLD = 17;
    private static final int FIRST_FREE = 10;
    private static final int STREAMS = 3;

    private final Engine engine;
    private final StateStore states;
    private final Design design;
    private final Creation creation;
    private final Config config;

    Restoration(Engine engine, StateStore states, Design design, Creation creation) {
        this.engine = engine;
        this.states = states;
        this.design = design;
        this.creation = creation;
        this.config = design.bundle().config();
    }

    void run(RestoreRequest request, StreamNames streams, CgroupEntrance cgroup, TerminalReceiver terminal) {
        List<ExternalMount> mounts = mounts();
        makeTargets();
        Path root = makeRoot();
        Set<CloneFlag> ownMounts = Set.of(CloneFlag.CLONE_NEWNS);
        try (CriuSession session =
                CriuSession.open(engine, ownMounts, request.images(), request.work(), RestorePlan.LOG_FILE)) {
            Stub worker = session.stub();
            mountRoot(worker, root);
            CgroupStage.enter(engine.main(), worker, cgroup);
            if (design.resctrl().isPresent()) {
                design.resctrl().get().enter(worker.pid());
            }
            Map<String, Integer> pipes = pipes(worker, streams);
            Map<Namespace, Integer> namespaces = namespaces(worker);
            CriuRequest restore = new RestorePlan(
                            config, root.toString(), mounts, cgroups(worker.pid()), pipes, namespaces)
                    .request(request.flags(), session.fds());
            session.serve(restore, kept(pipes, namespaces), (point, fd) -> reached(point, fd, terminal));
        }
        removeRoot(root);
    }

    private List<ExternalMount> mounts() {
        return new CriuMounts(
                        engine,
                        config,
                        design.bundle().path(),
                        design.cgroup().visible().mounts())
                .in(design.bundle().rootfs());
    }

    /**
     * Makes the folders and files that the container's mounts go to, as create does: by making those mounts, in a mount
     * namespace that nobody else sees and that ends with its process.
     */
    private void makeTargets() {
        if (!design.namespaces().separates(NamespaceType.MOUNT)) {
            return;
        }
        Stub maker = engine.main().clone(Set.of(CloneFlag.CLONE_NEWNS), SIGCHLD, "maker of mount targets");
        try {
            Set<MountFlag> alone = Set.of(MountFlag.MS_REC, MountFlag.MS_PRIVATE);
            maker.call("part from the host's mounts", new Mount("none", "/", "", alone, ""));
            design.rootfs()
                    .prepare(design.rootfs().probe(OpenSources.NONE).run(maker))
                    .run(maker);
        } finally {
            maker.close();
            engine.main().call("wait for the maker of mount targets", new Wait4(maker.pid(), Wait4.WALL));
        }
    }

    /** criu wants a root that is a mount of its own. */
    private Path makeRoot() {
        try {
            return Files.createDirectory(
                    states.directory(design.id()).toRealPath().resolve("criu-root"));
        } catch (IOException e) {
            throw new ContainerStateException("make a folder for criu's root: " + e);
        }
    }

    private static void removeRoot(Path root) {
        try {
            Files.delete(root);
        } catch (IOException e) {
            throw new ContainerStateException("remove the folder of criu's root: " + e);
        }
    }

    private void mountRoot(Stub worker, Path root) {
        var plan = new Plan();
        Set<MountFlag> slave = Set.of(MountFlag.MS_REC, MountFlag.MS_SLAVE);
        plan.call("part from the host's mounts", new Mount("none", "/", "", slave, ""));
        String rootfs = design.bundle().rootfs().toString();
        Set<MountFlag> bind = Set.of(MountFlag.MS_REC, MountFlag.MS_BIND);
        plan.call("bind the rootfs " + rootfs, new Mount(rootfs, root.toString(), "", bind, ""));
        worker.run(plan);
    }

    /** The caller's streams for the pipes that init had in their places, as descriptors of criu's. */
    private static Map<String, Integer> pipes(Stub worker, StreamNames streams) {
        Map<String, Integer> pipes = new LinkedHashMap<>();
        for (int fd = 0; fd < STREAMS; fd++) {
            if (streams.isPipe(fd)) {
                long copy = worker.call("keep standard stream " + fd, new Fcntl(Fd.of(fd), Fcntl.F_DUPFD, FIRST_FREE));
                pipes.putIfAbsent(streams.names().get(fd), (int) copy);
            }
        }
        return pipes;
    }

    private Map<Namespace, Integer> namespaces(Stub worker) {
        Map<Namespace, Integer> open = new LinkedHashMap<>();
        for (Namespace namespace : ExternalNamespaces.handedOver(config)) {
            String path = namespace.path().orElseThrow();
            Fd fd = worker.call("open the namespace " + path, new Openat(Fd.CWD, path, Set.of(), 0));
            open.put(namespace, ((Fd.Number) fd).value());
        }
        return open;
    }

    private static List<Fd.Number> kept(Map<String, Integer> pipes, Map<Namespace, Integer> namespaces) {
        List<Fd.Number> kept = new ArrayList<>();
        for (int fd : pipes.values()) {
            kept.add((Fd.Number) Fd.of(fd));
        }
        for (int fd : namespaces.values()) {
            kept.add((Fd.Number) Fd.of(fd));
        }
        return kept;
    }

    /** Where criu is in each hierarchy, and with it the container: by controllers, one by one. */
    private static Map<String, String> cgroups(long pid) {
        try {
            Map<String, String> paths = new LinkedHashMap<>();
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
                String[] fields = line.split(":", 3);
                for (String controller : fields[1].split(",")) {
                    paths.put(controller, fields[2]);
                }
            }
            return paths;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reached(CriuReply.Notification point, Optional<Fd.Number> fd, TerminalReceiver terminal) {
        switch (point.script()) {
            case "setup-namespaces" -> new ContainerHooks(engine).created(config, creation.state(), point.pid());
            case "post-restore" -> restored(point.pid());
            case "orphan-pts-master" -> fd.ifPresent(master -> handOver(master, terminal));
            default -> fd.ifPresent(unasked -> engine.local().call("close what criu sent", new Close(unasked)));
        }
    }

    /** All is restored, and runs as soon as criu is told that this was heard. */
    private void restored(int pid) {
        InitProcess init = new ProcessTable()
                .find(pid)
                .orElseThrow(() -> new LostStubException("container init ended while it was restored"));
        creation.restored(init);
        creation.save(creation.state().copy().init(init).status(Status.RUNNING).build());
    }

    private void handOver(Fd.Number master, TerminalReceiver terminal) {
        Fd.Number given = engine.main().give(master);
        engine.local().call("close a terminal that was handed on", new Close(master));
        terminal.receive(given, "/dev/ptmx");
    }
}
