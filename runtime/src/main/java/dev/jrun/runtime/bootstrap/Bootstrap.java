package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.rootfs.RootfsFacts;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The three stages in order: from the caller's process to an init that could execute the user's program at once. */
public final class Bootstrap {
    private Bootstrap() {}

    /** What the caller does while others are at work; that comes first where it fails. */
    public interface Meanwhile {
        /** The kernel makes the namespaces. */
        void namespacesComeToBe();

        /** Init, which has this pid, makes the container. */
        void initWorks(long pid);
    }

    /**
     * Makes a container's init. The cgroup has to be there already.
     *
     * @param nest of the process that the caller started
     * @param terminal takes the terminal of a process that has one
     * @param meanwhile what the caller does while others are at work
     * @throws dev.jrun.runtime.failure.JrunException when a stage failed; no process is left then
     */
    public static BuiltInit run(
            Nest nest, Blueprint blueprint, Caller caller, TerminalReceiver terminal, Meanwhile meanwhile) {
        var mainStage = new MainStage(nest.main(), blueprint, caller);
        IntermediateStage intermediate = IntermediateStage.of(mainStage, blueprint.namespaces(), nest);
        Born born = cloneInit(mainStage, intermediate, meanwhile);
        Program program = build(mainStage, intermediate, born, terminal, meanwhile);
        return new BuiltInit(born.init(), nest.startSocket(), program);
    }

    private static Program build(
            MainStage mainStage,
            IntermediateStage intermediate,
            Born born,
            TerminalReceiver terminal,
            Meanwhile meanwhile) {
        Stub init = born.init();
        try {
            intermediate.endBeside(init);
            meanwhile.initWorks(init.pid());
            var stage = new InitStage(init, mainStage.blueprint());
            return build(stage, born.work(), mainStage, terminal);
        } catch (RuntimeException failure) {
            init.close();
            mainStage.reapAfterFailure(init.pid());
            throw failure;
        }
    }

    /**
     * An init in its namespaces.
     *
     * @param work what it has begun with
     */
    private record Born(Stub init, FirstWork work) {}

    private static Born cloneInit(MainStage main, IntermediateStage intermediate, Meanwhile meanwhile) {
        try {
            Optional<RootfsFacts> facts = main.facts();
            intermediate.enterCgroup();
            intermediate.enterNamespaces();
            List<FirstWork> work = new ArrayList<>(1);
            Stub init = intermediate.cloneInit(birth -> {
                work.add(new FirstWork(main, intermediate.channel(), facts));
                work.getFirst().begin(birth);
                meanwhile.namespacesComeToBe();
            });
            return new Born(init, work.getFirst());
        } catch (RuntimeException failure) {
            intermediate.close();
            throw failure;
        }
    }

    private static Program build(InitStage stage, FirstWork work, MainStage main, TerminalReceiver terminal) {
        Program program = work.search().isPresent() ? stage.follow(work) : lead(stage, work, main, terminal);
        main.limits().schedule(stage.init().pid());
        main.stub().flush();
        return program;
    }

    /** Step by step, since others have to do something in between. */
    private static Program lead(InitStage stage, FirstWork work, MainStage main, TerminalReceiver terminal) {
        main.moveNetDevices(stage.init());
        Fd.Number root = stage.prepareRootfs(work, main.openSources(stage.init()));
        main.runHooks(stage.init().pid());
        stage.runHooks();
        stage.enterRootfs(root);
        stage.makeTerminal(root, main.stub(), terminal);
        stage.finishRootfs(root);
        Program program = stage.process().findProgram(true);
        stage.process().confine();
        return program;
    }
}
