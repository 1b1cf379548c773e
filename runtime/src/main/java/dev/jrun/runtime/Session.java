package dev.jrun.runtime;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.command.DaemonRequest;
import dev.jrun.runtime.command.GlobalOptions;
import dev.jrun.runtime.command.Invocation;
import dev.jrun.runtime.command.JrunCommands;
import dev.jrun.runtime.command.Operations;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.daemon.DaemonControl;
import dev.jrun.runtime.daemon.DaemonServer;
import dev.jrun.runtime.operation.Checkpoint;
import dev.jrun.runtime.operation.CheckpointRequest;
import dev.jrun.runtime.operation.Create;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.Delete;
import dev.jrun.runtime.operation.Engine;
import dev.jrun.runtime.operation.EngineMemory;
import dev.jrun.runtime.operation.Events;
import dev.jrun.runtime.operation.Exec;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.Kill;
import dev.jrun.runtime.operation.Mounts;
import dev.jrun.runtime.operation.Pause;
import dev.jrun.runtime.operation.Processes;
import dev.jrun.runtime.operation.ResourceUpdate;
import dev.jrun.runtime.operation.Restore;
import dev.jrun.runtime.operation.RestoreRequest;
import dev.jrun.runtime.operation.Run;
import dev.jrun.runtime.operation.RunOptions;
import dev.jrun.runtime.operation.Start;
import dev.jrun.runtime.operation.Update;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.FileCall.Getcwd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.syscall.Tally;
import dev.jrun.runtime.syscall.TracingExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One command of one caller: wires the main stub, the operations and the command line together. */
final class Session {
    private final SyscallExecutor local;
    private final Stub main;
    private final Caller caller;
    private final EngineMemory memory;
    private final Optional<DaemonServer> daemon;
    private Optional<Consumer<Plan>> last = Optional.empty();
    private Optional<Runnable> summary = Optional.empty();

    /**
     * A session of the caller whose process is {@code main}.
     *
     * @param caller who the caller is
     * @param daemon where this engine is a daemon's: it is warm then
     */
    Session(SyscallExecutor local, Stub main, Caller caller, EngineMemory memory, Optional<DaemonServer> daemon) {
        this.caller = caller;
        this.local = local;
        this.main = main;
        this.memory = memory;
        this.daemon = daemon;
    }

    /** Runs the command, and adds to {@code end} how the main stub shall end; for the engine to post. */
    void run(Plan end) {
        int exitCode = runCommand();
        summary.ifPresent(Runnable::run);
        if (exitCode == 0 && last.isPresent()) {
            last.get().accept(end);
        } else {
            end.call("exit", new ExitGroup(exitCode));
        }
    }

    private int runCommand() {
        List<String> arguments = main.arguments();
        Map<String, String> environment = environment();
        return JrunCommands.run(new Invocation(
                arguments.subList(1, arguments.size()),
                environment,
                () -> Path.of(main.call("ask for the working directory", new Getcwd())),
                caller.uid(),
                caller.gid(),
                caller.isRootless(),
                daemon.isPresent(),
                local,
                main,
                daemon.isPresent() ? main::engage : () -> {},
                new StubConsole(main),
                options -> operations(environment, options)));
    }

    /** Who the process is that runs the calls of {@code main}. */
    static Caller ask(SyscallExecutor main) {
        var plan = new Plan();
        Slot uid = plan.call("ask for the uid", new ProcessCall.Id(SyscallNumber.GETEUID));
        Slot gid = plan.call("ask for the gid", new ProcessCall.Id(SyscallNumber.GETEGID));
        var ids = new UidMapReading(plan);
        Outcome outcome = main.run(plan);
        return Caller.of((int) outcome.value(uid), (int) outcome.value(gid), ids.text(outcome));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (String entry : main.environment()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    private Operations operations(Map<String, String> environment, GlobalOptions options) {
        Stub stub = options.debug().map(this::traced).orElse(main);
        boolean rootless = options.rootless().orElse(caller.isRootless());
        var engine = new Engine(local, stub, caller, rootless, this::warn, environment, memory);
        return new StubOperations(engine, options.states(), request -> control(stub, environment, request));
    }

    /** The main stub, with all that it and its clones do told to {@code lines}, and summed up at the end. */
    private Stub traced(Consumer<String> lines) {
        var tally = new Tally();
        summary = Optional.of(() -> lines.accept("in all: " + tally));
        return main.decorated(executor -> new TracingExecutor(executor, lines, tally));
    }

    private void control(Stub stub, Map<String, String> environment, DaemonRequest request) {
        var control = new DaemonControl(local, stub, caller.uid(), environment, daemon, new StubConsole(main));
        last = Optional.of(control.run(request));
    }

    private void warn(String text) {
        new StubConsole(main).err("jrun: warning: " + text + "\n");
    }

    /** The operations, with this session's main stub. */
    private record StubOperations(Engine engine, StateStore states, Consumer<DaemonRequest> control)
            implements Operations {
        @Override
        public void create(CreateRequest request) {
            new Create(engine, states).run(request);
        }

        @Override
        public void start(ContainerId id) {
            new Start(engine, states).run(id);
        }

        @Override
        public void kill(ContainerId id, int signal, boolean all) {
            new Kill(engine.main(), states).run(id, signal, all);
        }

        @Override
        public void delete(ContainerId id, boolean force) {
            new Delete(engine, states).run(id, force);
        }

        @Override
        public void addMounts(ContainerId id, byte[] mounts) {
            new Mounts(engine, states).add(id, mounts);
        }

        @Override
        public void removeMounts(ContainerId id, byte[] mounts) {
            new Mounts(engine, states).remove(id, mounts);
        }

        @Override
        public void pause(ContainerId id) {
            new Pause(engine.main(), states).pause(id);
        }

        @Override
        public void resume(ContainerId id) {
            new Pause(engine.main(), states).resume(id);
        }

        @Override
        public List<Long> processes(ContainerId id) {
            return new Processes(engine, states).pids(id);
        }

        @Override
        public String processTable(ContainerId id, List<String> options) {
            return new Processes(engine, states).table(id, options);
        }

        @Override
        public void stats(ContainerId id, Consumer<String> out) {
            new Events(engine, states, out).stats(id);
        }

        @Override
        public void events(ContainerId id, Duration interval, Consumer<String> out) {
            new Events(engine, states, out).stream(id, interval);
        }

        @Override
        public void update(ContainerId id, ResourceUpdate update) {
            new Update(engine, states).run(id, update);
        }

        @Override
        public int run(CreateRequest request, RunOptions options) {
            return new Run(engine, states).run(request, options);
        }

        @Override
        public int exec(ExecRequest request) {
            return new Exec(engine, states).run(request);
        }

        @Override
        public void daemon(DaemonRequest request) {
            control.accept(request);
        }

        @Override
        public void checkpoint(CheckpointRequest request) {
            new Checkpoint(engine, states).run(request);
        }

        @Override
        public int restore(RestoreRequest request) {
            return new Restore(engine, states).run(request);
        }
    }
}
