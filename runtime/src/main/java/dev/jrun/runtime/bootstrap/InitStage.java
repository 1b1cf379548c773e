package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.credential.WorkingDirectory;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.namespace.HostName;
import dev.jrun.runtime.namespace.Loopback;
import dev.jrun.runtime.namespace.Sysctl;
import dev.jrun.runtime.rootfs.OpenSources;
import dev.jrun.runtime.rootfs.RootWay;
import dev.jrun.runtime.rootfs.Rootfs;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.NamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What init does between its birth and the start socket: the container is made from inside. */
final class InitStage {
    private final Stub init;
    private final Blueprint blueprint;
    private final ProcessStage process;

    InitStage(Stub init, Blueprint blueprint) {
        this.init = init;
        this.blueprint = blueprint;
        this.process = new ProcessStage(init, blueprint.process(), blueprint.linux());
    }

    /** Plans to let go of the intermediate's channel, and to take a session, a keyring and names of its own. */
    static List<Plan> leaveCaller(Blueprint blueprint, long ignoredSignals, Fd inherited) {
        List<Plan> plans = new ArrayList<>();
        plans.add(ProcessStage.leaveCaller(
                blueprint.id(),
                ignoredSignals,
                List.of(inherited),
                !blueprint.choices().noNewKeyring()));
        if (blueprint.namespaces().creates(NamespaceType.NETWORK)) {
            plans.add(Loopback.up());
        }
        plans.add(HostName.plan(blueprint.config()));
        return plans;
    }

    /**
     * Makes the root filesystem, and gives its descriptor.
     *
     * @param work where it could be planned before init was there
     * @param sources what was opened for it outside
     */
    Fd.Number prepareRootfs(FirstWork work, OpenSources sources) {
        Rootfs rootfs = blueprint.rootfs();
        Fd.Number root = work.finishRootfs(init)
                .orElseGet(() -> rootfs.prepare(rootfs.probe(sources).run(init)).run(init));
        writeSysctls();
        process.openLabels();
        return root;
    }

    /** Waits until init has made its root file system, moved in and looked around; gives the program that was found. */
    Program follow(FirstWork work) {
        work.finishRootfs(init);
        return work.search().orElseThrow().finish(init);
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
    void enterRootfs(Fd.Number root) {
        Rootfs rootfs = blueprint.rootfs();
        if (blueprint.choices().way() == RootWay.MOVE) {
            init.run(rootfs.enterByMove(root, MountTable.of(init.pid()).wholeProcfsAndSysfs(rootfs.path())));
        } else {
            init.runLater(rootfs.enter(root, blueprint.choices().way()));
        }
        init.runLater(WorkingDirectory.make(blueprint.process().cwd()));
    }

    /** Gives the process a terminal where the config wants one. Also before the root may become read-only. */
    void makeTerminal(Fd root, Stub main, TerminalReceiver receiver) {
        // Without a mount namespace of the container's it would be the host's console.
        process.makeTerminal(root, blueprint.namespaces().separates(NamespaceType.MOUNT), main, receiver);
    }

    void finishRootfs(Fd root) {
        init.runLater(blueprint.rootfs().finish(root));
    }

    /** Before pivot_root, while a private procfs can still be had where /proc is hidden in the container. */
    private void writeSysctls() {
        Map<String, String> sysctl = blueprint.linux().sysctl();
        if (sysctl.isEmpty()) {
            return;
        }
        init.run(Sysctl.plan(sysctl, process.openProcfs()));
    }

    ProcessStage process() {
        return process;
    }
}
