package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.operation.CheckpointRequest;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ResourceUpdate;
import dev.jrun.runtime.operation.RestoreRequest;
import dev.jrun.runtime.operation.RunOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Notes what it is asked to do, and fails on request. */
final class FakeOperations implements Operations {
    final List<String> calls = new ArrayList<>();
    Optional<GlobalOptions> options = Optional.empty();
    Optional<CreateRequest> request = Optional.empty();
    Optional<ExecRequest> exec = Optional.empty();
    Optional<CheckpointRequest> checkpoint = Optional.empty();
    Optional<RestoreRequest> restore = Optional.empty();
    Optional<RuntimeException> failure = Optional.empty();
    List<Long> pids = List.of();
    Optional<ResourceUpdate> update = Optional.empty();
    int exitCode;

    Operations open(GlobalOptions globals) {
        options = Optional.of(globals);
        return this;
    }

    @Override
    public void create(CreateRequest created) {
        request = Optional.of(created);
        note("create " + created.id());
    }

    @Override
    public void start(ContainerId id) {
        note("start " + id);
    }

    @Override
    public void addMounts(ContainerId id, byte[] mounts) {
        note("add " + new String(mounts, StandardCharsets.UTF_8) + " to " + id);
    }

    @Override
    public void removeMounts(ContainerId id, byte[] mounts) {
        note("remove " + new String(mounts, StandardCharsets.UTF_8) + " from " + id);
    }

    @Override
    public void pause(ContainerId id) {
        note("pause " + id);
    }

    @Override
    public void resume(ContainerId id) {
        note("resume " + id);
    }

    @Override
    public List<Long> processes(ContainerId id) {
        note("processes " + id);
        return pids;
    }

    @Override
    public String processTable(ContainerId id, List<String> options) {
        note("ps " + id + " " + options);
        return "PID\n";
    }

    @Override
    public void update(ContainerId id, ResourceUpdate change) {
        update = Optional.of(change);
        note("update " + id);
    }

    @Override
    public void stats(ContainerId id, Consumer<String> out) {
        note("stats " + id);
    }

    @Override
    public void events(ContainerId id, Duration interval, Consumer<String> out) {
        note("events " + id + " " + interval);
    }

    @Override
    public void kill(ContainerId id, int signal, boolean all) {
        note("kill " + id + " " + signal + (all ? " all" : ""));
    }

    @Override
    public void delete(ContainerId id, boolean force) {
        note("delete " + id + (force ? " force" : ""));
    }

    @Override
    public void daemon(DaemonRequest asked) {
        note("daemon " + asked);
    }

    @Override
    public int run(CreateRequest created, RunOptions runOptions) {
        request = Optional.of(created);
        note("run " + created.id() + " " + runOptions);
        return exitCode;
    }

    @Override
    public int exec(ExecRequest added) {
        exec = Optional.of(added);
        note("exec " + added.id());
        return exitCode;
    }

    @Override
    public void checkpoint(CheckpointRequest asked) {
        checkpoint = Optional.of(asked);
        note("checkpoint " + asked.id());
    }

    @Override
    public int restore(RestoreRequest asked) {
        restore = Optional.of(asked);
        note("restore " + asked.create().id());
        return exitCode;
    }

    private void note(String call) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        calls.add(call);
    }
}
