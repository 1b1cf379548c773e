package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.HookRunner;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.failure.HookException;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.spec.Config;
import dev.jrun.spec.DefaultConfig;
import dev.jrun.spec.Hook;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Process;
import dev.jrun.spec.State;
import dev.jrun.spec.Status;
import java.util.Optional;

/** The hooks of the operations behind create, with what each failure of theirs means. */
final class ContainerHooks {
    private final Engine engine;

    ContainerHooks(Engine engine) {
        this.engine = engine;
    }

    /** In the container, before the user's program, under its filter and with its rights. A failure ends the container. */
    void startContainer(Stub init, Config config, ContainerState state, Optional<Filter> filter) {
        if (hooks(config).startContainer().isEmpty()) {
            return;
        }
        Process process = config.process()
                .orElseThrow(() -> new IllegalStateException("a container was created without a process"));
        try {
            HookRunner.inContainer(init, process, filter)
                    .run(HookPoint.START_CONTAINER, hooks(config), told(state, Status.CREATED));
        } catch (HookException failure) {
            kill(state);
            throw failure;
        }
    }

    /** On the host, for a container that criu restores, once its namespaces are there. */
    void created(Config config, ContainerState state, int pid) {
        State told = new State(
                DefaultConfig.OCI_VERSION,
                state.id().value(),
                Status.CREATING,
                Optional.of(pid),
                state.bundle().toString(),
                state.annotations());
        runner(state).run(HookPoint.PRESTART, hooks(config), told);
        runner(state).run(HookPoint.CREATE_RUNTIME, hooks(config), told);
    }

    /** On the host, once the user's program runs. A failure ends the container. */
    void poststart(Config config, ContainerState state) {
        try {
            runner(state).run(HookPoint.POSTSTART, hooks(config), told(state, Status.RUNNING));
        } catch (HookException failure) {
            kill(state);
            throw failure;
        }
    }

    /** On the host, when nothing else is left. A failure is only worth a warning, and the other hooks are run. */
    void poststop(Hooks hooks, ContainerState state) {
        State told = told(state, Status.STOPPED);
        for (Hook hook : hooks.poststop()) {
            try {
                runner(state).runOne(HookPoint.POSTSTOP, hook, told);
            } catch (HookException failure) {
                engine.warn().accept(failure.getMessage());
            }
        }
    }

    private HookRunner runner(ContainerState state) {
        return new HookRunner(engine.main(), state.bundle().toString());
    }

    private void kill(ContainerState state) {
        if (state.init().isEmpty()) {
            return;
        }
        LiveInit.of(engine.main(), state.init().get()).ifPresent(init -> {
            try (init) {
                init.signal(Kill.SIGKILL);
            }
        });
    }

    private static Hooks hooks(Config config) {
        return config.hooks().orElse(Hooks.NONE);
    }

    private static State told(ContainerState state, Status status) {
        Optional<Integer> pid = status == Status.STOPPED ? Optional.empty() : Optional.of(state.pid());
        return new State(
                DefaultConfig.OCI_VERSION,
                state.id().value(),
                status,
                pid,
                state.bundle().toString(),
                state.annotations());
    }
}
