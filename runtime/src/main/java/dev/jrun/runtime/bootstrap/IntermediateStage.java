package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.namespace.NamespaceJoin;
import dev.jrun.runtime.namespace.NamespaceOpening;
import dev.jrun.runtime.namespace.NamespaceSet;
import dev.jrun.runtime.namespace.OpenNamespace;
import dev.jrun.runtime.namespace.TimeNamespace;
import dev.jrun.runtime.namespace.UserNamespace;
import dev.jrun.runtime.stub.Birth;
import dev.jrun.runtime.stub.SpareChannel;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.NamespaceType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The process between the main stub and init: it goes where init shall be born, clones it there and ends. */
final class IntermediateStage {
    private static final int FD_CLOEXEC = 1;

    private final Stub stub;
    private final boolean born;
    private final MainStage main;
    private final NamespaceSet namespaces;
    private final SpareChannel initsChannel;

    private IntermediateStage(
            Stub stub, boolean born, MainStage main, NamespaceSet namespaces, SpareChannel initsChannel) {
        this.stub = stub;
        this.born = born;
        this.main = main;
        this.namespaces = namespaces;
        this.initsChannel = initsChannel;
    }

    /** Clones the intermediate from the main stub, into the sealed program. It keeps what is in the nest for init. */
    static IntermediateStage of(MainStage main, NamespaceSet namespaces, Nest nest) {
        CgroupStage.Newborn newborn = CgroupStage.cloneIntermediate(nest);
        Stub clone = newborn.stub();
        try {
            main.goOn(clone.pid(), nest);
            Stub sealed = seal(clone, main, nest);
            return new IntermediateStage(sealed, newborn.born(), main, namespaces, nest.child());
        } catch (RuntimeException failure) {
            clone.close();
            main.reapAfterFailure(clone.pid());
            throw failure;
        }
    }

    private static Stub seal(Stub clone, MainStage main, Nest nest) {
        List<Fd.Number> kept = nest.childsOwn();
        Stub sealed = SealedStub.of(clone, main.intermediatesOwn(), main.inherited(), kept, nest.program());
        var plan = new Plan();
        plan.call("be undumpable", new Prctl(Prctl.PR_SET_DUMPABLE, 0, 0));
        plan.call("close the channel on exec", new Fcntl(Fd.of(sealed.channel()), Fcntl.F_SETFD, FD_CLOEXEC));
        for (Fd.Number fd : kept) {
            plan.call("close descriptor " + fd + " on exec", new Fcntl(fd, Fcntl.F_SETFD, FD_CLOEXEC));
        }
        sealed.runLater(plan);
        return sealed;
    }

    /** Goes into the container's cgroups once they are there. */
    void enterCgroup() {
        main.enterCgroup(stub, born);
    }

    /** Joins the namespaces that have a path, and makes those that a child has to be born into. */
    void enterNamespaces() {
        boolean createsUser = namespaces.creates(NamespaceType.USER);
        if (!namespaces.joined().isEmpty()) {
            join(createsUser);
        } else if (createsUser) {
            createUser();
        }
        if (namespaces.creates(NamespaceType.TIME)) {
            stub.run(TimeNamespace.unshare());
            main.setClocks(stub.pid());
        }
    }

    private void join(boolean createsUser) {
        var opening = new NamespaceOpening(namespaces.joined());
        List<OpenNamespace> open = opening.check(stub.run(opening.plan()));
        var join = new NamespaceJoin(open, createsUser);
        Outcome first = stub.run(join.first());
        if (createsUser) {
            createUser();
        }
        stub.run(join.second(first));
        if (namespaces.joins(NamespaceType.USER)) {
            stub.run(UserNamespace.becomeRoot(ProcessFacts.allowsSetgroups(stub.pid())));
        }
    }

    private void createUser() {
        stub.run(UserNamespace.unshare());
        main.mapIds(stub.pid());
        stub.run(UserNamespace.becomeRoot(ProcessFacts.allowsSetgroups(stub.pid())));
    }

    /**
     * Clones init into its namespaces, as a sibling of the intermediate.
     *
     * @param meanwhile what this engine does while the kernel makes them
     */
    Stub cloneInit(Consumer<Birth> meanwhile) {
        Set<CloneFlag> flags = EnumSet.of(CloneFlag.CLONE_PARENT);
        flags.addAll(namespaces.cloneFlags());
        Birth birth = stub.beginClone(flags, 0, initsChannel, List.of());
        try {
            meanwhile.accept(birth);
        } catch (RuntimeException failure) {
            Stub init = birth.await();
            init.close();
            main.reapAfterFailure(init.pid());
            throw failure;
        }
        return birth.await();
    }

    /** The number of the intermediate's channel, which init has inherited. */
    Fd channel() {
        return Fd.of(stub.channel());
    }

    /** Lets the intermediate end: it has cloned {@code init}. */
    void endBeside(Stub init) {
        stub.close();
        main.reapAndLimit(stub.pid(), init.pid());
    }

    /** Ends the intermediate, and leaves nothing of it. */
    void close() {
        stub.close();
        main.reapAfterFailure(stub.pid());
    }
}
