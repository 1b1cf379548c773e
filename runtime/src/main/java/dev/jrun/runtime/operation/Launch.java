package dev.jrun.runtime.operation;

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

/** Has the init of a created container become the user's program, under the filter that create has compiled. */
record Launch(Engine engine, StateStore states, ContainerState state) {
    void run(Stub init, Config config) {
        Process process = config.process()
                .orElseThrow(() -> new IllegalStateException("a container was created without a process"));
        var program = new Program(state.executable(), state.home());
        Optional<Seccomp> profile = config.linux().orElse(Linux.EMPTY).seccomp();
        if (profile.isEmpty()) {
            new StartStage(process, program, state.inherited(), Optional.empty(), Optional.empty()).run(init);
            return;
        }
        Filter filter = Filter.of(BpfProgram.parse(states.filter(state.id())), profile.get());
        if (!filter.notifies()) {
            new StartStage(process, program, state.inherited(), Optional.of(filter), Optional.empty()).run(init);
            return;
        }
        try (SeccompListener listener = SeccompListener.connect(engine.local(), profile.get(), state)) {
            new StartStage(process, program, state.inherited(), Optional.of(filter), Optional.of(listener)).run(init);
        }
    }
}
