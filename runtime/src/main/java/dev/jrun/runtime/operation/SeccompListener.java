package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.FilterListener;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.LiveStatus;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.ConnectUnix;
import dev.jrun.runtime.syscall.SocketCall.Send;
import dev.jrun.runtime.syscall.SocketCall.SendWithFd;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.spec.ContainerProcessState;
import dev.jrun.spec.State;
import dev.jrun.spec.Status;
import dev.jrun.spec.json.SpecWriter;
import dev.jrun.spec.seccomp.Seccomp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The process outside that answers the questions of a container's filter, at the other end of a Unix socket. */
final class SeccompListener implements FilterListener, AutoCloseable {
    private static final int ADDRESS_LIMIT = 107;

    private final SyscallExecutor local;
    private final Fd socket;

    private final Seccomp profile;
    private final ContainerState state;
    private final int pid;

    private SeccompListener(SyscallExecutor local, Fd socket, Seccomp profile, ContainerState state, int pid) {
        this.local = local;
        this.socket = socket;
        this.profile = profile;
        this.state = state;
        this.pid = pid;
    }

    /** Refuses a path that nobody can listen at, while nothing is made yet. */
    static void check(Seccomp profile) {
        String path = profile.listenerPath().orElse("");
        if (path.getBytes(StandardCharsets.UTF_8).length > ADDRESS_LIMIT) {
            throw new InvalidInputException("config.json: /linux/seccomp/listenerPath: a socket's path has at most "
                    + ADDRESS_LIMIT + " bytes: " + path);
        }
        if (!Files.exists(Path.of(path))) {
            throw new InvalidInputException("config.json: /linux/seccomp/listenerPath: connect to " + path
                    + ": no such file or directory; start what shall listen there first");
        }
    }

    /**
     * Connects, while the container can still be refused.
     *
     * @param pid of the process that the filter is for: init, or one that exec adds
     */
    static SeccompListener connect(SyscallExecutor local, Seccomp profile, ContainerState state, int pid) {
        String path = profile.listenerPath().orElse("");
        Fd socket = local.call("make a socket", new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_STREAM));
        try {
            local.call("config.json: /linux/seccomp/listenerPath: connect to " + path, new ConnectUnix(socket, path));
            return new SeccompListener(local, socket, profile, state, pid);
        } catch (SyscallException failure) {
            local.call("close a socket", new Close(socket));
            throw failure;
        }
    }

    @Override
    public void accept(Fd notifications) {
        byte[] json = SpecWriter.toCompactJson(describe()).getBytes(StandardCharsets.UTF_8);
        String intent =
                "send the seccomp descriptor to " + profile.listenerPath().orElse("");
        try {
            long sent = local.call(intent, new SendWithFd(socket, json, (Fd.Number) notifications));
            while (sent < json.length) {
                byte[] more = Arrays.copyOfRange(json, (int) sent, json.length);
                sent += local.call(intent, new Send(socket, more));
            }
        } finally {
            local.call("close the seccomp descriptor", new Close(notifications));
        }
    }

    private ContainerProcessState describe() {
        var container = new State(
                state.ociVersion(),
                state.id().value(),
                pid == state.pid() ? Status.CREATED : LiveStatus.of(state),
                Optional.of(state.pid()),
                state.bundle().toString(),
                state.annotations());
        return new ContainerProcessState(
                state.ociVersion(),
                List.of(ContainerProcessState.SECCOMP_FD),
                pid,
                profile.listenerMetadata(),
                container);
    }

    @Override
    public void close() {
        local.call("close the connection to the seccomp listener", new Close(socket));
    }
}
