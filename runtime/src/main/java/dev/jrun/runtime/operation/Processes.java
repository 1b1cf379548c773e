package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.HostProgram;
import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.spec.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at the processes of a container. */
public final class Processes {
    private static final List<String> ALL = List.of("-ef");

    private final Engine engine;
    private final StateStore states;

    public Processes(Engine engine, StateStore states) {
        this.engine = engine;
        this.states = states;
    }

    /**
     * The pids of all processes in the container's cgroup, as the caller sees them; none when the cgroup is gone. A
     * container that never had one shows those in its pid namespace.
     */
    public List<Long> pids(ContainerId id) {
        ContainerState state = states.load(id);
        if (LiveStatus.of(state) == Status.STOPPED || ContainerCgroup.isThere(state.cgroup())) {
            return new ContainerCgroup(engine.main()).processes(state.cgroup());
        }
        if (!state.privatePidNamespace()) {
            throw new ContainerStateException(
                    "the container has neither a cgroup nor a pid namespace of its own to tell its processes by");
        }
        return new ProcessTable().sharingPidNamespace(state.pid());
    }

    /**
     * What the host's ps prints of these processes.
     *
     * @param options of ps, {@code -ef} where there are none
     */
    public String table(ContainerId id, List<String> options) {
        List<Long> pids = pids(id);
        String all = new HostProgram(engine.main(), "ps").output(options.isEmpty() ? ALL : options);
        return only(pids, all);
    }

    /** The header, and the lines of these processes. */
    static String only(List<Long> pids, String table) {
        List<String> lines = List.of(table.split("\n"));
        int column = columns(lines.getFirst()).indexOf("PID");
        if (column < 0) {
            throw new InvalidInputException("couldn't find PID field in ps output: its options have to ask for one");
        }
        Set<String> wanted = new HashSet<>();
        pids.forEach(pid -> wanted.add(Long.toString(pid)));
        var text = new StringBuilder(lines.getFirst()).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            List<String> columns = columns(line);
            if (columns.size() > column && wanted.contains(columns.get(column))) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> columns(String line) {
        List<String> columns = new ArrayList<>();
        for (String column : line.split("\\s+")) {
            if (!column.isEmpty()) {
                columns.add(column);
            }
        }
        return columns;
    }
}
