package dev.jrun.runtime.command;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.operation.CheckpointRequest;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ResourceUpdate;
import dev.jrun.runtime.operation.RestoreRequest;
import dev.jrun.runtime.operation.RunOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What commands can have done to containers. Each call does it all, or throws a JrunException. */
public interface Operations {
    void create(CreateRequest request);

    void start(ContainerId id);

    void kill(ContainerId id, int signal, boolean all);

    /** Adds the mounts of a JSON array to a container that runs. */
    void addMounts(ContainerId id, byte[] mounts);

    /** Takes away what is mounted at the destinations of a JSON array of mounts. */
    void removeMounts(ContainerId id, byte[] mounts);

    void delete(ContainerId id, boolean force);

    void pause(ContainerId id);

    void resume(ContainerId id);

    /** The pids of the container's processes; none when its cgroup is gone. */
    List<Long> processes(ContainerId id);

    /** What the host's ps prints of the container's processes. */
    String processTable(ContainerId id, List<String> options);

    void update(ContainerId id, ResourceUpdate update);

    /** Gives what the container uses, as a line of JSON. */
    void stats(ContainerId id, Consumer<String> out);

    /** Gives what the container uses in each interval, and what happens to it, as lines of JSON until it ends. */
    void events(ContainerId id, Duration interval, Consumer<String> out);

    /** Creates and starts; gives the exit code of the container's process, or 0 when detached. */
    int run(CreateRequest request, RunOptions options);

    /** Adds a process to a container; gives its exit code, or 0 when detached. */
    int exec(ExecRequest request);

    /** Turns the caller's process into the daemon, or deals with the one that runs. */
    void daemon(DaemonRequest request);

    void checkpoint(CheckpointRequest request);

    /** Restores a container; gives the exit code of its process, or 0 when detached. */
    int restore(RestoreRequest request);

    /** Opens the operations of one run of jrun, once its global flags are known. */
    @FunctionalInterface
    interface Factory {
        Operations open(GlobalOptions options);
    }
}
