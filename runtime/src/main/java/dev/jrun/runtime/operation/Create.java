package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.bootstrap.Blueprint;
import dev.jrun.runtime.bootstrap.Bootstrap;
import dev.jrun.runtime.bootstrap.BuiltInit;
import dev.jrun.runtime.bootstrap.Nest;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.cgroup.CgroupClaim;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.cgroup.Round;
import dev.jrun.runtime.container.ContainerLock;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.container.Timestamp;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Syscall.Done;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Config;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Status;
import java.util.Optional;
import java.util.Set;

/** Makes a container whose init waits for start. */
public final class Create {
    private static final Set<Errno> FORBIDDEN = Set.of(Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ENOENT);

    private final Engine engine;
    private final StateStore states;

    public Create(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /** Creates the container; when that fails, nothing of it is left. */
    public void run(CreateRequest request) {
        Inheritance inherited = inherited(request);
        try (Nest nest = nest()) {
            Design design = Design.of(request, inherited, engine, states);
            try (TerminalReceiver terminal =
                    ConsoleSocket.ofDetached(engine.main(), design.process(), request.consoleSocket())) {
                run(request, design, nest, terminal);
            }
        }
    }

    private void run(CreateRequest request, Design design, Nest nest, TerminalReceiver terminal) {
        try (ContainerLock _ = states.take(request.id())) {
            Creation creation = build(design, nest, terminal, true);
            try {
                creation.save();
                creation.init().park();
                PidFile.write(engine.main(), request.pidFile(), creation.state().pid());
            } catch (RuntimeException failure) {
                throw creation.undo(failure);
            }
        }
    }

    /** To be asked for before there is a {@link #nest}, whose descriptors would be taken for the caller's. */
    Inheritance inherited(CreateRequest request) {
        return new CallerDescriptors(engine).ofInit(request.options().preservedFds());
    }

    /**
     * What {@link #build} needs. The main stub begins to take it: to be called before this JVM changes anything by itself,
     * or waits for what the caller gives it to read.
     */
    Nest nest() {
        Nest nest = Nest.in(engine.main(), "container init", engine.memory().stub());
        try {
            engine.main().engage();
            return nest;
        } catch (RuntimeException failure) {
            nest.close();
            throw failure;
        }
    }

    /**
     * Makes all of the container, with an init that this engine still leads. The id is taken, its lock held. That it is
     * created is not written down yet; its init is where there are hooks.
     *
     * @param nest closed in the end, before anything is undone
     * @param waits whether init will be left to wait for start
     */
    Creation build(Design design, Nest nest, TerminalReceiver terminal, boolean waits) {
        var creation = new Creation(engine, states, firstState(design), design.hooks());
        try (nest;
                PidfdSocket pidfd = PidfdSocket.of(engine.main(), design.pidfdSocket())) {
            if (waits) {
                nest.listen(states.directory(design.id()));
            }
            design.cgroup().birthplace().ifPresentOrElse(nest::bornIn, nest::hatch);
            CgroupEntrance entrance = makeCgroup(design, creation);
            if (NotifySocket.isWanted(engine)) {
                states.makeNotifyFolder(design.id());
            }
            if (design.resctrl().isPresent()) {
                design.resctrl().get().make(creation);
            }
            BuiltInit init = buildInit(design, nest, blueprint(design, entrance), terminal, creation);
            creation.init(init);
            if (design.resctrl().isPresent()) {
                design.resctrl().get().enter(init.init().pid());
            }
            limit(design.cgroup().change().afterEntry().make());
            pidfd.send(PidfdSocket.STANDARD, init.init().pid());
            creation.note(created(creation.state(), init));
            return creation;
        } catch (RuntimeException failure) {
            throw creation.undo(failure);
        }
    }

    /** Writes down what start, exec and delete will need. */
    private void saveConfig(Design design) {
        states.saveConfig(design.id(), design.bundle().json());
        if (design.filter().isPresent()) {
            states.saveFilter(design.id(), design.filter().get().program().toBytes());
        }
    }

    ContainerState firstState(Design design) {
        Config config = design.bundle().config();
        return ContainerState.builder(design.id())
                .ociVersion(config.ociVersion())
                .bundle(design.bundle().path())
                .rootfs(design.bundle().rootfs())
                .created(Timestamp.now())
                .owner(engine.caller().uid())
                .annotations(config.annotations())
                .inherited(design.choices().inherited())
                .hooks(!design.hooks().equals(Hooks.NONE))
                .privatePidNamespace(design.namespaces().creates(NamespaceType.PID))
                .ownKeyring(!design.choices().noNewKeyring())
                .build();
    }

    /** Begins to make the cgroup, and tells how the first process gets in. */
    CgroupEntrance makeCgroup(Design design, Creation creation) {
        CgroupDesign cgroup = design.cgroup();
        try (DeviceGift devices = DeviceGift.of(engine, cgroup.change())) {
            CgroupClaim claim = cgroup.manager().claim().run(engine.main());
            creation.save(creation.state().withCgroup(cgroup.record(claim)));
            return makeCgroup(cgroup, claim, devices.loaded());
        }
    }

    private CgroupEntrance makeCgroup(CgroupDesign cgroup, CgroupClaim claim, Optional<DeviceFilter.Loaded> devices) {
        CgroupDesign.Shares shares = cgroup.share(claim);
        Round<Done> rest = cgroup.makeRest(shares, devices);
        if (engine.rootless()) {
            // Why this may fail, only this knows.
            limit(cgroup.makeBirthplace(shares).then(done -> rest));
            return cgroup.entrance(claim, shares, true, devices, new Round.Finished<>(Done.DONE));
        }
        cgroup.makeBirthplace(shares).runAlong(engine.main());
        return cgroup.entrance(claim, shares, false, devices, rest);
    }

    void limit(Round<Done> limits) {
        try {
            limits.run(engine.main());
        } catch (SyscallException failure) {
            if (engine.rootless() && FORBIDDEN.contains(failure.errno())) {
                failure.because("a caller without privileges on the machine can set limits only in a cgroup that was"
                        + " delegated to it; name one in /linux/cgroupsPath, or remove the limit");
            }
            throw failure;
        }
    }

    private BuiltInit buildInit(
            Design design, Nest nest, Blueprint blueprint, TerminalReceiver terminal, Creation creation) {
        try {
            return Bootstrap.run(nest, blueprint, engine.caller(), terminal, writeDown(design, creation));
        } catch (LostStubException lost) {
            if (design.cgroup().manager().killedForMemory().run(engine.main())) {
                throw new LostStubException("container init was OOM-killed (memory limit too low?)");
            }
            throw lost;
        }
    }

    private Bootstrap.Meanwhile writeDown(Design design, Creation creation) {
        return new Bootstrap.Meanwhile() {
            @Override
            public void namespacesComeToBe() {
                saveConfig(design);
            }

            @Override
            public void initWorks(long pid) {
                // That it has ended already shows soon, with the reason. Until it is let go it ends with this engine,
                // so that nobody has to find it but a hook.
                new ProcessTable()
                        .find((int) pid)
                        .ifPresent(init ->
                                creation.note(creation.state().copy().init(init).build()));
                if (creation.state().hooks()) {
                    creation.save();
                }
            }
        };
    }

    private Blueprint blueprint(Design design, CgroupEntrance entrance) {
        return new Blueprint(
                design.id().value(),
                design.bundle().path(),
                design.bundle().config(),
                design.process(),
                design.namespaces(),
                design.rootfs(),
                entrance,
                engine.rootless(),
                design.choices());
    }

    private static ContainerState created(ContainerState state, BuiltInit built) {
        if (state.init().isEmpty()) {
            throw new LostStubException("container init ended while it was made");
        }
        return state.copy()
                .status(Status.CREATED)
                .executable(built.program().path())
                .home(built.program().home())
                .build();
    }
}
