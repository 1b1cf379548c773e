package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll.Watched;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.runtime.syscall.ProcessCall.Signalfd4;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.WaitStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Stands between the caller and a container in the foreground: the main stub forwards the signals that it gets to init,
 * reaps what is re-parented to it, and learns how init ends.
 */
final class Foreground {
    private static final long ALL_SIGNALS = -1;
    private static final int SIGCHLD = 17;
    private static final int SIGURG = 23;
    private static final int SIGWINCH = 28;
    private static final int SIGNALFD_SIGINFO_SIZE = 128;

    private final Stub main;
    private final Fd.Number signals;
    private Optional<NotifySocket> notify = Optional.empty();

    private Foreground(Stub main, Fd.Number signals) {
        this.main = main;
        this.signals = signals;
    }

    /** Has the main stub collect its signals from now on. To be called before the container can end. */
    static Foreground of(Stub main, boolean subreaper) {
        var plan = new Plan();
        if (subreaper) {
            plan.call("become subreaper", new Prctl(Prctl.PR_SET_CHILD_SUBREAPER, 1, 0));
        }
        plan.call("block signals", new RtSigprocmask(RtSigprocmask.SIG_BLOCK, ALL_SIGNALS));
        Slot fd = plan.call("collect signals", new Signalfd4(ALL_SIGNALS));
        return new Foreground(main, (Fd.Number) main.run(plan).fd(fd));
    }

    /** Has the caller told, while jrun waits, that the program is ready. */
    void passOn(NotifySocket socket) {
        notify = Optional.of(socket);
    }

    /**
     * Waits until {@code init} has ended; gives its exit code, 128 + the signal where it was killed.
     *
     * @param terminal of the container, served meanwhile
     */
    int await(int init, ForegroundTerminal terminal) {
        while (true) {
            OptionalInt exitCode = reap(init);
            if (exitCode.isPresent()) {
                notify.ifPresent(NotifySocket::drain);
                terminal.relay().ifPresent(TerminalRelay::drain);
                return exitCode.getAsInt();
            }
            int signal = nextSignal(terminal);
            if (signal == SIGWINCH) {
                terminal.resize();
            } else if (signal != SIGCHLD && signal != SIGURG) {
                forward(init, signal);
            }
        }
    }

    /** Reaps all children that have ended. */
    private OptionalInt reap(int init) {
        while (true) {
            var wait = new Wait4(-1, Wait4.WNOHANG | Wait4.WALL);
            var plan = new Plan();
            Slot child = plan.attempt("wait for init", wait, Set.of(Errno.ECHILD));
            Outcome outcome = main.run(plan);
            if (outcome.value(child) <= 0) {
                return OptionalInt.empty();
            }
            WaitStatus status = wait.lift(new Reply(outcome.value(child), outcome.outs(child)));
            if (status.pid() == init) {
                return OptionalInt.of(status.exitCode());
            }
        }
    }

    /** Serves the terminal until a signal comes. */
    private int nextSignal(ForegroundTerminal terminal) {
        boolean signalled = false;
        while (!signalled) {
            Map<Integer, Integer> ready = poll(terminal.relay());
            terminal.relay().ifPresent(relay -> relay.serve(ready));
            serveNotify(ready);
            signalled = ready.getOrDefault(signals.value(), 0) != 0;
        }
        return readSignal();
    }

    private void serveNotify(Map<Integer, Integer> ready) {
        if (notify.isPresent() && ready.getOrDefault(notify.get().descriptor(), 0) != 0) {
            boolean told = notify.get().serve();
            notify = told ? Optional.empty() : notify;
        }
    }

    /** The revents of all that is watched, by the descriptors. */
    private Map<Integer, Integer> poll(Optional<TerminalRelay> relay) {
        List<Watched> watched = new ArrayList<>();
        watched.add(new Watched(signals.value(), Ppoll.POLLIN));
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        watched.add(new Watched(main.channel(), Ppoll.POLLIN));
        notify.ifPresent(socket -> watched.add(new Watched(socket.descriptor(), Ppoll.POLLIN)));
        relay.ifPresent(terminal -> watched.addAll(terminal.watched()));
        int[] events = main.call("wait for a signal", new Ppoll(watched, -1));
        Map<Integer, Integer> ready = new HashMap<>();
        for (int i = 0; i < events.length; i++) {
            ready.put(watched.get(i).fd(), events[i]);
        }
        return ready;
    }

    private int readSignal() {
        byte[] info = main.call("read a signal", new Read(signals, SIGNALFD_SIGINFO_SIZE));
        return ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(0);
    }

    private void forward(int init, int signal) {
        var plan = new Plan();
        plan.attempt("forward signal " + signal, new Kill(init, signal), Set.of(Errno.ESRCH));
        main.run(plan);
    }
}
