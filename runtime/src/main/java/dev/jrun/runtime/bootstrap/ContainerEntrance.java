package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.namespace.ContainerNamespaces;
import dev.jrun.runtime.namespace.NamespaceJoin;
import dev.jrun.runtime.namespace.NamespaceOpening;
import dev.jrun.runtime.namespace.OpenNamespace;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Chdir;
import dev.jrun.runtime.syscall.FileCall.Fchdir;
import dev.jrun.runtime.syscall.MountCall.Chroot;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.NamespaceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way of a stub into the namespaces of a container's init.
 *
 * @param types those to join
 * @param pidfd of init
 * @param root the container's root, where it is not that of a mount namespace
 */
record ContainerEntrance(
        ContainerNamespaces namespaces, Set<NamespaceType> types, Fd.Number pidfd, Optional<Fd.Number> root) {
    private static final Set<Errno> UNJOINED = Set.of(Errno.EINVAL, Errno.EBADF, Errno.ESRCH);

    /** Looks at the namespaces of init, as {@code main} sees them. */
    static Outcome look(Stub main, ContainerNamespaces namespaces) {
        try {
            return main.run(namespaces.plan());
        } catch (SyscallException refused) {
            if (!refused.errno().equals(Errno.EACCES)) {
                throw refused;
            }
            // Until it executes the program, init is undumpable: only who has CAP_SYS_PTRACE on the host may look at
            // it.
            throw new ContainerStateException("a user may not enter a container before it was started: start it first ("
                    + refused.getMessage() + ")");
        }
    }

    /** Has {@code stub}, which is sealed and inherits the descriptors, go in. Its children will be in all of them. */
    void enter(Stub stub, InitProcess init) {
        boolean setgroups = ProcessFacts.allowsSetgroups(init.pid());
        var plan = new Plan();
        plan.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        Slot joined = plan.callThen(
                "join the container's namespaces",
                ContainerNamespaces.joinAll(pidfd, types),
                UNJOINED,
                () -> becomeRoot(plan, setgroups));
        Optional<Errno> refused = stub.run(plan).failure(joined);
        if (refused.isPresent()) {
            // ESRCH: init is on its way out and has no namespaces any more. Otherwise it is a kernel before 5.8.
            requireAlive(init, !refused.get().equals(Errno.ESRCH));
            joinOneByOne(stub, init, setgroups);
        }
        if (root.isPresent()) {
            stub.run(changeRoot(root.get()));
        }
    }

    private void becomeRoot(Plan plan, boolean setgroups) {
        if (types.contains(NamespaceType.USER)) {
            UserNamespace.becomeRoot(plan, setgroups);
        }
    }

    private void joinOneByOne(Stub stub, InitProcess init, boolean setgroups) {
        var opening = new NamespaceOpening(namespaces.byPath(types));
        List<OpenNamespace> open = opening.check(stub.run(opening.plan()));
        // What was opened by the number was init's only if init is still there.
        requireAlive(init, new ProcessTable().isAlive(init));
        var join = new NamespaceJoin(open, false);
        stub.run(join.second(stub.run(join.first())));
        var plan = new Plan();
        becomeRoot(plan, setgroups);
        stub.run(plan);
    }

    private static void requireAlive(InitProcess init, boolean alive) {
        if (!alive) {
            throw new ContainerStateException(
                    "cannot exec in a stopped container: process " + init.pid() + " has ended");
        }
    }

    private static Plan changeRoot(Fd.Number root) {
        var plan = new Plan();
        plan.call("change to the container's root", new Fchdir(root));
        plan.call("make it the root", new Chroot("."));
        plan.call("change to the new root", new Chdir("/"));
        return plan;
    }
}
