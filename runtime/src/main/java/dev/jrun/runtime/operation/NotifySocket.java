package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.Pipe2;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Fchmodat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SocketCall.BindUnix;
import dev.jrun.runtime.syscall.SocketCall.Receive;
import dev.jrun.runtime.syscall.SocketCall.Socket;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.spec.Mount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A socket in the container on which its program says that it is ready, sd_notify(3), and what becomes of the message:
 * the main stub passes it on to the socket that systemd gave to jrun. It has to be the main stub, as systemd looks at
 * who sends.
 */
final class NotifySocket implements AutoCloseable {
    static final String VARIABLE = "NOTIFY_SOCKET";

    private static final String FOLDER_IN_CONTAINER = "/run/notify";
    private static final String NAME = "notify.sock";
    private static final String ENTRY = VARIABLE + "=" + FOLDER_IN_CONTAINER + "/" + NAME;
    private static final String READY = "READY=";
    private static final int MESSAGE_SIZE = 4096;
    private static final int ANYBODY = 0777;
    private static final long BARRIER_MILLIS = 30_000;

    private final Stub main;
    private final Fd.Number socket;
    private final CallerSocket host;

    private NotifySocket(Stub main, Fd.Number socket, CallerSocket host) {
        this.main = main;
        this.socket = socket;
        this.host = host;
    }

    /** Whether the caller waits for such a message. */
    static boolean isWanted(Engine engine) {
        return !engine.environment().getOrDefault(VARIABLE, "").isEmpty();
    }

    /** What the program is told, as an entry of its environment. */
    static String entry() {
        return ENTRY;
    }

    /** The folder with the socket, as the container sees it. */
    static Mount mount(Path folder) {
        return new Mount(
                FOLDER_IN_CONTAINER,
                Optional.of("bind"),
                Optional.of(folder.toString()),
                List.of("bind", "nosuid", "noexec", "nodev", "ro"),
                List.of(),
                List.of());
    }

    /** Makes the socket where both the caller and the container have one, before the program can send anything. */
    static Optional<NotifySocket> open(Engine engine, StateStore states, ContainerState state) {
        if (!isWanted(engine) || !state.inherited().environment().contains(ENTRY)) {
            return Optional.empty();
        }
        Stub main = engine.main();
        CallerSocket host = CallerSocket.connect(
                main, VARIABLE, SocketCall.SOCK_DGRAM, engine.environment().getOrDefault(VARIABLE, ""));
        try {
            return Optional.of(new NotifySocket(main, bind(main, states.notifyFolder(state.id())), host));
        } catch (SyscallException failure) {
            host.close();
            throw failure;
        }
    }

    private static Fd.Number bind(Stub main, Path folder) {
        var plan = new Plan();
        String intent = "make the notify socket in " + folder;
        // By a descriptor: the folder's path may be too long for an address.
        Fd.Number directory = (Fd.Number) main.call(
                intent, new Openat(Fd.CWD, folder.toString(), Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY), 0));
        String path = "/proc/self/fd/" + directory + "/" + NAME;
        Slot socket = plan.call(intent, new Socket(SocketCall.AF_UNIX, SocketCall.SOCK_DGRAM));
        plan.call(intent, new BindUnix(socket, path));
        plan.call(intent, new Fchmodat(directory, NAME, ANYBODY));
        plan.call(intent, new Close(directory));
        return (Fd.Number) main.run(plan).fd(socket);
    }

    int descriptor() {
        return socket.value();
    }

    /** Waits until the program is ready, and tells the caller of it and of its pid; or until it has ended. */
    void forward(int init) {
        Fd.Number pidfd = (Fd.Number) main.call("watch init", new PidfdOpen(init));
        try {
            // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
            List<Integer> watched = List.of(socket.value(), pidfd.value(), main.channel());
            while (true) {
                int[] events = main.call("wait for the container to be ready", new Ppoll(watched, Ppoll.POLLIN, -1));
                if (events[0] == 0) {
                    return;
                }
                if (serve()) {
                    host.send("MAINPID=" + init + "\n");
                    awaitBarrier();
                    return;
                }
            }
        } finally {
            main.call("stop watching init", new Close(pidfd));
        }
    }

    /** Passes on what the program has said before its end. */
    void drain() {
        var now = new Ppoll(List.of(socket.value()), Ppoll.POLLIN, 0);
        while (main.call("look for a message", now)[0] != 0) {
            if (serve()) {
                return;
            }
        }
    }

    /** Reads a message, and passes it on where it tells that the program is ready; gives whether it does. */
    boolean serve() {
        byte[] message = main.call("read from the notify socket", new Receive(socket, MESSAGE_SIZE));
        for (String line : new String(message, StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith(READY)) {
                host.send(line + "\n");
                return true;
            }
        }
        return false;
    }

    /** Waits until all that was sent has been read: who reads closes the descriptor that comes last. */
    private void awaitBarrier() {
        List<Fd> pipe = main.call("make a pipe", new Pipe2());
        Fd.Number end = (Fd.Number) pipe.getFirst();
        try {
            host.send("BARRIER=1", (Fd.Number) pipe.getLast());
            main.call(
                    "wait for " + VARIABLE + " to be read",
                    new Ppoll(List.of(end.value(), main.channel()), Ppoll.POLLIN, BARRIER_MILLIS));
        } finally {
            main.call("close a pipe", new Close(end));
        }
    }

    @Override
    public void close() {
        main.call("close the notify socket", new Close(socket));
        host.close();
    }
}
