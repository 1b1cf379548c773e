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
     * @throws dev.jrun.runtime.failure.JrunException when a stage failed; no process is left then
     */
    public static BuiltInit run(Stub main, Blueprint blueprint, Caller caller) {
        var mainStage = new MainStage(main, blueprint, caller);
        Fd.Number listener = mainStage.openStartSocket();
        IntermediateStage intermediate = IntermediateStage.of(mainStage, blueprint.namespaces(), listener);
        Stub init = cloneInit(mainStage, intermediate);
        try {
            intermediate.close();
            mainStage.limit(init.pid());
            return new BuiltInit(init, listener, build(init, blueprint, mainStage, intermediate.channel()));
        } catch (RuntimeException failure) {
            init.close();
            mainStage.reap(init.pid());
            throw failure;
        }
    }

    private static Stub cloneInit(MainStage main, IntermediateStage intermediate) {
        try {
            main.addToCgroup(intermediate.pid());
            intermediate.enterNamespaces();
            return intermediate.cloneInit();
        } catch (RuntimeException failure) {
            intermediate.close();
            throw failure;
        }
    }

    private static Program build(Stub init, Blueprint blueprint, MainStage main, Fd inherited) {
        var stage = new InitStage(init, blueprint);
        stage.leaveCaller(inherited);
        Fd root = stage.prepareRootfs(main.openSources(init));
        main.runHooks(init.pid());
        stage.runHooks();
        stage.enterRootfs(root);
        Program program = stage.findProgram();
        main.schedule(init.pid());
        return program;
    }
}
