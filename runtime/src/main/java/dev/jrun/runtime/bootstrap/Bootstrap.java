package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;

/** The three stages in order: from the caller's process to an init that could execute the user's program at once. */
public final class Bootstrap {
    private Bootstrap() {}

    /**
     * Makes a container's init. The cgroup has to be there already.
     *
     * @param main the process that the caller started
     * @param terminal takes the terminal of a process that has one
     * @throws dev.jrun.runtime.failure.JrunException when a stage failed; no process is left then
     */
    public static BuiltInit run(Stub main, Blueprint blueprint, Caller caller, TerminalReceiver terminal) {
        var mainStage = new MainStage(main, blueprint, caller);
        Fd.Number listener = mainStage.openStartSocket();
        IntermediateStage intermediate = IntermediateStage.of(mainStage, blueprint.namespaces(), listener);
        Stub init = cloneInit(intermediate);
        try {
            intermediate.close();
            mainStage.limits().limit(init.pid());
            var stage = new InitStage(init, blueprint);
            stage.leaveCaller(intermediate.channel());
            return new BuiltInit(init, listener, build(stage, mainStage, terminal));
        } catch (RuntimeException failure) {
            init.close();
            mainStage.reap(init.pid());
            throw failure;
        }
    }

    private static Stub cloneInit(IntermediateStage intermediate) {
        try {
            intermediate.enterCgroup();
            intermediate.enterNamespaces();
            return intermediate.cloneInit();
        } catch (RuntimeException failure) {
            intermediate.close();
            throw failure;
        }
    }

    private static Program build(InitStage stage, MainStage main, TerminalReceiver terminal) {
        main.moveNetDevices(stage.init());
        Fd root = stage.prepareRootfs(main.openSources(stage.init()));
        main.runHooks(stage.init().pid());
        stage.runHooks();
        stage.enterRootfs(root);
        stage.makeTerminal(root, main.stub(), terminal);
        stage.finishRootfs(root);
        Program program = stage.process().findProgram();
        stage.process().confine();
        main.limits().schedule(stage.init().pid());
        return program;
    }
}
