package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.credential.Credentials;
import dev.jrun.runtime.credential.Environment;
import dev.jrun.runtime.credential.ExecutableLookup;
import dev.jrun.runtime.credential.ExecutionDomain;
import dev.jrun.runtime.credential.HomeDirectory;
import dev.jrun.runtime.credential.Identity;
import dev.jrun.runtime.credential.NumaPolicy;
import dev.jrun.runtime.credential.WorkingDirectory;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.namespace.HostName;
import dev.jrun.runtime.namespace.Loopback;
import dev.jrun.runtime.namespace.ProcfsHandle;
import dev.jrun.runtime.namespace.SecurityLabel;
import dev.jrun.runtime.namespace.Sysctl;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.runtime.rootfs.RootfsFacts;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Readlinkat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.DefaultAction;
import dev.jrun.runtime.syscall.ProcessCall.JoinSessionKeyring;
import dev.jrun.runtime.syscall.ProcessCall.Setsid;
import dev.jrun.spec.NamespaceType;
import dev.jrun.spec.Process;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What init does between its birth and the start socket: the container is made from inside. */
final class InitStage {
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int LAST_SIGNAL = 64;

    private final Stub init;
    private final Blueprint blueprint;
    /** A procfs to write labels to, opened while a private one can be had. */
    private Optional<Fd> labels = Optional.empty();

    InitStage(Stub init, Blueprint blueprint) {
        this.init = init;
        this.blueprint = blueprint;
    }

    /** Lets go of the intermediate's channel, and takes a session, a keyring and names of its own. */
    void leaveCaller(Fd inherited) {
        var plan = new Plan();
        plan.call("close the intermediate's channel", new Close(inherited));
        resetSignals(plan);
        plan.call("make a session", new Setsid());
        if (!blueprint.choices().noNewKeyring()) {
            // A kernel built without keyrings has none to leave; a seccomp filter around jrun may say EPERM.
            plan.attempt(
                    "join a session keyring",
                    new JoinSessionKeyring("_ses." + blueprint.id()),
                    Set.of(Errno.ENOSYS, Errno.EPERM));
        }
        init.run(plan);
        if (blueprint.namespaces().creates(NamespaceType.NETWORK)) {
            init.run(Loopback.up());
        }
        init.run(HostName.plan(blueprint.config()));
    }

    /** What the caller ignores (a shell's background job has SIGINT ignored) would be ignored in the container too. */
    private static void resetSignals(Plan plan) {
        for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
            if (signal != SIGKILL && signal != SIGSTOP) {
                plan.call("reset signal " + signal, new DefaultAction(signal));
            }
        }
    }

    /**
     * Makes the root filesystem, and gives its descriptor.
     *
     * @param sources what was opened for it outside
     */
    Fd prepareRootfs(Map<Integer, Fd.Number> sources) {
        RootfsFacts facts = blueprint.rootfs().probe(sources).run(init);
        Fd root = blueprint.rootfs().prepare(facts).run(init);
        writeSysctls();
        if (SecurityLabel.isWanted(blueprint.process())) {
            labels = Optional.of(openProcfs());
        }
        return root;
    }

    /** Runs the hooks that work on the container from inside, with the host's files still in sight. */
    void runHooks() {
        new HookRunner(init, blueprint.bundle().toString())
                .run(HookPoint.CREATE_CONTAINER, blueprint.hooks(), blueprint.creating(init.pid()));
    }

    Stub init() {
        return init;
    }

    /** Moves into the root filesystem. The working directory is made before the root may become read-only. */
    void enterRootfs(Fd root) {
        Rootfs rootfs = blueprint.rootfs();
        if (blueprint.choices().noPivot()) {
            init.run(rootfs.enterByMove(root, MountTable.of(init.pid()).wholeProcfsAndSysfs(rootfs.path())));
        } else {
            init.run(rootfs.enter(root));
        }
        init.run(WorkingDirectory.make(blueprint.process().cwd()));
    }

    /** Gives the process a terminal where the config wants one. Also before the root may become read-only. */
    void makeTerminal(Fd root, Stub main, TerminalReceiver receiver) {
        if (blueprint.process().terminal()) {
            // Without a mount namespace of the container's it would be the host's console.
            boolean console = blueprint.namespaces().separates(NamespaceType.MOUNT);
            new TerminalStage(init, root).run(blueprint.process(), console, main, receiver);
        }
    }

    void finishRootfs(Fd root) {
        init.run(blueprint.rootfs().finish(root));
    }

    /** Before pivot_root, while a private procfs can still be had where /proc is hidden in the container. */
    private void writeSysctls() {
        Map<String, String> sysctl = blueprint.linux().sysctl();
        if (sysctl.isEmpty()) {
            return;
        }
        init.run(Sysctl.plan(sysctl, openProcfs()));
    }

    private Fd openProcfs() {
        ProcfsHandle procfs = ProcfsHandle.ofInit();
        return procfs.check(init.run(procfs.plan()));
    }

    /** Last of all, so that no hook which is not confined to the container takes it on. */
    void confine() {
        if (labels.isPresent()) {
            String self = init.call("look at /proc/self", new Readlinkat(labels.get(), "self"));
            init.run(SecurityLabel.plan(blueprint.process(), labels.get(), self));
            init.call("close a private procfs", new Close(labels.get()));
        }
    }

    /** Enters the working directory and finds the program, so that all that is wrong with them is create's error. */
    Program findProgram() {
        Process process = blueprint.process();
        init.run(ExecutionDomain.plan(blueprint.linux()));
        init.run(NumaPolicy.plan(blueprint.linux()));
        Credentials credentials = Credentials.of(process, facts());
        Identity identity = credentials.identity();
        enterWorkingDirectory(process.cwd(), identity);
        var environment = new Environment(process.env());
        var lookup = new ExecutableLookup(process.args(), environment, identity);
        String path = lookup.find(init.run(lookup.plan()));
        return new Program(path, environment.needsHome() ? findHome(identity) : "");
    }

    private Credentials.Facts facts() {
        return new Credentials.Facts(ProcessFacts.lastCapability(), ProcessFacts.allowsSetgroups(init.pid()));
    }

    private void enterWorkingDirectory(String cwd, Identity identity) {
        WorkingDirectory asRoot = WorkingDirectory.asRoot(cwd);
        if (!asRoot.check(init.run(asRoot.plan()))) {
            WorkingDirectory asUser = WorkingDirectory.asUser(cwd, identity);
            asUser.check(init.run(asUser.plan()));
        }
    }

    private String findHome(Identity identity) {
        var home = new HomeDirectory();
        return home.find(init.run(home.plan()), Integer.toUnsignedLong(identity.uid()));
    }
}
