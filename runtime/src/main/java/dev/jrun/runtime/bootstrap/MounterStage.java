package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.namespace.ContainerNamespaces;
import dev.jrun.runtime.namespace.ProcfsHandle;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.rootfs.LiveMounts;
import dev.jrun.runtime.rootfs.SourceOpening;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.spec.NamespaceType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A clone of the main stub, in the sealed program, that joins the namespaces of a container which runs and changes its
 * mounts. The sources of binds are opened outside, by the main stub.
 */
public final class MounterStage implements AutoCloseable {
    private static final int SIGCHLD = 17;
    private static final Set<NamespaceType> TYPES =
            EnumSet.of(NamespaceType.MOUNT, NamespaceType.NETWORK, NamespaceType.IPC, NamespaceType.USER);

    private final Stub main;
    private final long init;
    private final Caller caller;
    private Stub mounter;

    private MounterStage(Stub main, long init, Caller caller, Stub mounter) {
        this.main = main;
        this.init = init;
        this.caller = caller;
        this.mounter = mounter;
    }

    /**
     * Joins the container.
     *
     * @param pidfd of the container's init, a descriptor of the main stub's
     * @throws dev.jrun.runtime.failure.ContainerStateException when a user may not look at init yet
     */
    public static MounterStage join(Stub main, Fd.Number pidfd, long init, Caller caller) {
        // What init shares with the caller the root of its user namespace has no rights in.
        var namespaces = new ContainerNamespaces(init);
        Outcome found = ContainerEntrance.look(main, namespaces);
        namespaces.pidfd(found).ifPresent(other -> main.call("close a pidfd", new Close(other)));
        Set<NamespaceType> types = namespaces.others(found);
        types.retainAll(TYPES);
        Stub clone = main.clone(Set.of(), SIGCHLD, "mounter");
        var stage = new MounterStage(main, init, caller, clone);
        try {
            stage.enter(pidfd, types);
            return stage;
        } catch (RuntimeException failure) {
            stage.close();
            throw failure;
        }
    }

    private void enter(Fd.Number pidfd, Set<NamespaceType> types) {
        mounter = SealedStub.of(mounter, Inheritance.NONE, List.of(pidfd));
        var plan = new Plan();
        plan.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        plan.call("join the container", ContainerNamespaces.joinAll(pidfd, types));
        mounter.run(plan);
        if (types.contains(NamespaceType.USER)) {
            mounter.run(UserNamespace.becomeRoot(ProcessFacts.allowsSetgroups(init)));
        }
    }

    public void add(LiveMounts mounts) {
        SourceOpening sources = mounts.sources();
        if (sources.isEmpty()) {
            mounts.add(mounter, Map.of());
            return;
        }
        ProcfsHandle handle = ProcfsHandle.ofCaller();
        Fd procfs = handle.check(main.run(handle.plan()));
        var privileges = new UserNamespace.Caller(caller.uid(), caller.gid(), caller.uid() == 0);
        try (var stage = new SourceStage(main, privileges, procfs)) {
            mounts.add(mounter, stage.openOnHost(sources, init, mounter));
        }
    }

    public void remove(LiveMounts mounts) {
        mounts.remove(mounter);
    }

    @Override
    public void close() {
        mounter.close();
        main.call("wait for the mounter", new Wait4(mounter.pid(), Wait4.WALL));
    }
}
