package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.Executable;
import dev.jrun.runtime.bootstrap.Program;
import dev.jrun.runtime.bootstrap.StartStage;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.seccomp.BpfProgram;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.spec.Config;
import dev.jrun.spec.Linux;
import dev.jrun.spec.Process;
import dev.jrun.spec.seccomp.Seccomp;
import java.util.Optional;

/** Has a stub that is ready in its container become the user's program, under the filter that create has compiled. */
record Launch(Engine engine, StateStore states, ContainerState state) {
    /** What the config asks for. */
    Optional<Filter> filter(Config config) {
        Optional<Seccomp> profile = profile(config);
        return profile.isEmpty()
                ? Optional.empty()
                : Optional.of(Filter.of(BpfProgram.parse(states.filter(state.id())), profile.get()));
    }

    /** Makes init the program that the config names. */
    void runInit(Stub init, Config config, Optional<Filter> filter) {
        Process process = config.process()
                .orElseThrow(() -> new IllegalStateException("a container was created without a process"));
        var program = new Program(state.executable(), state.home());
        run(init, new Executable(process, program, state.inherited()), config, filter);
    }

    /** Makes a stub any program. */
    void run(Stub stub, Executable executable, Config config, Optional<Filter> filter) {
        if (filter.isEmpty() || !filter.get().notifies()) {
            new StartStage(executable, filter, Optional.empty()).run(stub);
            return;
        }
        Seccomp profile = profile(config).orElseThrow();
        int pid = (int) stub.pid();
        try (SeccompListener listener = SeccompListener.connect(engine.local(), profile, state, pid)) {
            new StartStage(executable, filter, Optional.of(listener)).run(stub);
        }
    }

    private static Optional<Seccomp> profile(Config config) {
        return config.linux().orElse(Linux.EMPTY).seccomp();
    }
}
