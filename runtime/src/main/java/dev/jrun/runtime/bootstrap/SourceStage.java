package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.rootfs.DeniedReason;
import dev.jrun.runtime.rootfs.IdMap;
import dev.jrun.runtime.rootfs.OpenSources;
import dev.jrun.runtime.rootfs.SourceOpening;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Setns;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens sources of bind mounts for init with the main stub's privileges, in a clone of it that joins init's mount
 * namespace only. Each mapping of owners takes one more clone, in a user namespace that lasts until this is closed; a
 * mapped mount keeps its namespace by itself.
 */
final class SourceStage implements AutoCloseable {
    private static final int SIGCHLD = 17;

    private final Stub main;
    private final UserNamespace.Caller caller;
    private final Fd procfs;
    private final List<Stub> clones = new ArrayList<>();
    private final List<Fd.Number> open = new ArrayList<>();

    SourceStage(Stub main, UserNamespace.Caller caller, Fd procfs) {
        this.main = main;
        this.caller = caller;
        this.procfs = procfs;
    }

    /** Opens what has to be, and hands it to {@code init}. */
    OpenSources open(SourceOpening opening, Stub init) {
        Map<IdMap, Fd.Number> namespaces = namespaces(opening, init.pid());
        Fd.Number mounts = openNamespace(init.pid(), "mnt");
        Stub opener = sealed(clone(Set.of(), "opener of mount sources"));
        opener.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        opener.call("join the mounts of init", new Setns(mounts, Set.of(CloneFlag.CLONE_NEWNS)));
        return hand(opening, namespaces, opener, init);
    }

    /**
     * Descriptors of {@code receiver}'s, of sources as the caller sees them: for a container whose init has left the
     * host's mounts.
     */
    Map<Integer, Fd.Number> openOnHost(SourceOpening opening, long init, Stub receiver) {
        return hand(opening, namespaces(opening, init), main, receiver).mounts();
    }

    private Map<IdMap, Fd.Number> namespaces(SourceOpening opening, long init) {
        Map<IdMap, Fd.Number> namespaces = new HashMap<>();
        for (IdMap map : opening.maps()) {
            long owner = map.isContainers() ? init : makeNamespace(map);
            namespaces.put(map, openNamespace(owner, "user"));
        }
        return namespaces;
    }

    private static OpenSources hand(
            SourceOpening opening, Map<IdMap, Fd.Number> namespaces, Stub opener, Stub receiver) {
        Outcome outcome = open(opener, opening.plan(namespaces));
        Map<Integer, Fd.Number> handed = new HashMap<>();
        opening.copies(outcome).forEach((index, copy) -> handed.put(index, opener.handTo(receiver, copy)));
        return new OpenSources(opening.root(outcome).map(root -> opener.handTo(receiver, root)), handed);
    }

    private static Outcome open(Stub opener, Plan plan) {
        try {
            return opener.run(plan);
        } catch (SyscallException failure) {
            DeniedReason.of(failure).ifPresent(failure::because);
            throw failure;
        }
    }

    private long makeNamespace(IdMap map) {
        Stub holder = clone(Set.of(CloneFlag.CLONE_NEWUSER), "user namespace of a mount");
        main.run(UserNamespace.mapOfMount(
                map.uids(), map.gids(), new UserNamespace.Target(procfs, holder.pid()), caller));
        return holder.pid();
    }

    private Fd.Number openNamespace(long pid, String type) {
        String path = "/proc/" + pid + "/ns/" + type;
        Fd.Number namespace = (Fd.Number) main.call("open " + path, new Openat(Fd.CWD, path, Set.of(), 0));
        open.add(namespace);
        return namespace;
    }

    private Stub clone(Set<CloneFlag> flags, String name) {
        Stub clone = main.clone(flags, SIGCHLD, name);
        clones.add(clone);
        return clone;
    }

    private Stub sealed(Stub clone) {
        Stub sealed = SealedStub.of(clone, Inheritance.NONE, open);
        clones.set(clones.indexOf(clone), sealed);
        return sealed;
    }

    @Override
    public void close() {
        var plan = new Plan();
        for (Stub clone : clones) {
            clone.close();
            plan.call("wait for process " + clone.pid(), new Wait4(clone.pid(), Wait4.WALL));
        }
        for (Fd.Number namespace : open) {
            plan.call("close a namespace", new Close(namespace));
        }
        main.run(plan);
    }
}
