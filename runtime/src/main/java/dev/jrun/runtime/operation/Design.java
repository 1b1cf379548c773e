package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.Choices;
import dev.jrun.runtime.cgroup.CgroupLayout;
import dev.jrun.runtime.cgroup.CgroupMount;
import dev.jrun.runtime.cgroup.CgroupPaths;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.credential.CpuAffinity;
import dev.jrun.runtime.credential.ExecutionDomain;
import dev.jrun.runtime.credential.NumaPolicy;
import dev.jrun.runtime.credential.ResourceLimits;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.namespace.NamespaceSet;
import dev.jrun.runtime.rootfs.CgroupView;
import dev.jrun.runtime.rootfs.HostRoot;
import dev.jrun.runtime.rootfs.RootWay;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.runtime.seccomp.BpfProgram;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.seccomp.Programs;
import dev.jrun.spec.Config;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Linux;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Process;
import dev.jrun.spec.seccomp.Seccomp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container on paper: what can be refused was refused, and nothing was made. */
record Design(
        ContainerId id,
        Bundle bundle,
        Process process,
        NamespaceSet namespaces,
        CgroupDesign cgroup,
        Optional<ContainerResctrl> resctrl,
        Rootfs rootfs,
        Choices choices,
        Optional<Filter> filter,
        Optional<Path> pidfdSocket) {
    /**
     * Plans a container.
     *
     * @param given the descriptors that its program gets from the caller
     */
    static Design of(CreateRequest request, Inheritance given, Engine engine, StateStore states) {
        Inheritance inherited = given;
        Bundle bundle = bundle(request, engine);
        if (NotifySocket.isWanted(engine)) {
            bundle = bundle.with(NotifySocket.mount(states.notifyFolder(request.id())));
            inherited = inherited.with(NotifySocket.entry());
        }
        Config config = bundle.config();
        Process process = config.process()
                .orElseThrow(() -> new InvalidInputException("config.json: /process: is missing; create needs it"));
        requireRootfs(bundle);
        checkAttributes(config, process);
        NamespaceSet namespaces = NamespaceSet.of(config);
        CgroupDesign cgroup = CgroupDesign.of(request, config, engine);
        Rootfs rootfs = rootfs(request, bundle, view(cgroup.visible(), namespaces, engine), engine);
        rootfs.sources(engine.caller().uid() == 0);
        return new Design(
                request.id(),
                bundle,
                process,
                namespaces,
                cgroup,
                ContainerResctrl.of(config, engine, request.id().value()),
                rootfs,
                new Choices(
                        inherited,
                        way(request, rootfs, engine),
                        request.options().noNewKeyring()),
                filter(config, engine, states),
                request.options().pidfdSocket());
    }

    private static Rootfs rootfs(CreateRequest request, Bundle bundle, CgroupView cgroups, Engine engine) {
        Rootfs rootfs = engine.memory().roots().of(bundle, cgroups);
        if (request.options().noPivot()) {
            rootfs.refuseMove();
        }
        return rootfs;
    }

    /** The one that costs least. */
    private static RootWay way(CreateRequest request, Rootfs rootfs, Engine engine) {
        if (request.options().noPivot()) {
            return RootWay.MOVE;
        }
        boolean replaces = rootfs.canReplaceHost() && HostRoot.isReplaceable(engine.local());
        return replaces ? RootWay.REPLACE : RootWay.PIVOT;
    }

    private static Bundle bundle(CreateRequest request, Engine engine) {
        Optional<Path> config = request.options().config();
        ConfigMemory configs = engine.memory().configs();
        return config.isPresent()
                ? Bundle.load(request.bundle(), config.get(), configs)
                : Bundle.load(request.bundle(), configs);
    }

    private static Optional<Filter> filter(Config config, Engine engine, StateStore states) {
        Optional<Seccomp> profile = config.linux().orElse(Linux.EMPTY).seccomp();
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        var disk = new FilterFolder(states.root(), engine.caller().uid());
        BpfProgram program = new Programs(List.of(engine.memory().programs(), disk)).of(profile.get());
        Filter filter = Filter.of(program, profile.get());
        filter.requireExecutable();
        if (filter.notifies()) {
            SeccompListener.check(profile.get());
        }
        return Optional.of(filter);
    }

    Hooks hooks() {
        return bundle.config().hooks().orElse(Hooks.NONE);
    }

    /** Plans what will be planned again with init's pid, for what the planning refuses. */
    private static void checkAttributes(Config config, Process process) {
        ResourceLimits.plan(process.rlimits(), 0);
        CpuAffinity.of(process);
        ExecutionDomain.plan(config.linux().orElse(Linux.EMPTY));
        NumaPolicy.plan(config.linux().orElse(Linux.EMPTY));
    }

    private static void requireRootfs(Bundle bundle) {
        if (!Files.isDirectory(bundle.rootfs())) {
            String why = Files.exists(bundle.rootfs()) ? "not a directory" : "no such file or directory";
            throw new InvalidInputException("config.json: /root/path: rootfs " + bundle.rootfs() + ": " + why);
        }
    }

    private static CgroupView view(CgroupPaths places, NamespaceSet namespaces, Engine engine) {
        CgroupLayout callers =
                engine.rootless() ? engine.memory().layouts().of(engine.main().pid()) : new CgroupLayout(List.of());
        List<CgroupView.Hierarchy> hierarchies = new ArrayList<>();
        for (CgroupMount mount : places.mounts()) {
            hierarchies.add(new CgroupView.Hierarchy(
                    mount.name(),
                    mount.controllers(),
                    mount.version(),
                    mount.source(),
                    callers.ownDirectory(mount.mountPoint())));
        }
        return new CgroupView(namespaces.separates(NamespaceType.CGROUP), hierarchies);
    }
}
