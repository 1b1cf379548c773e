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
    private static final Wait4 REAP = new Wait4(-1, Wait4.WNOHANG | Wait4.WALL);

    private final Stub main;
    private Optional<Fd.Number> signals = Optional.empty();
    private Optional<NotifySocket> notify = Optional.empty();

    private Foreground(Stub main) {
        this.main = main;
    }

    /** Has the main stub collect its signals from the next thing on that it does. To be called before that is a clone. */
    static Foreground of(Stub main, boolean subreaper) {
        var plan = new Plan();
        if (subreaper) {
            plan.call("become subreaper", new Prctl(Prctl.PR_SET_CHILD_SUBREAPER, 1, 0));
        }
        plan.call("block signals", new RtSigprocmask(RtSigprocmask.SIG_BLOCK, ALL_SIGNALS));
        Slot fd = plan.call("collect signals", new Signalfd4(ALL_SIGNALS));
        var foreground = new Foreground(main);
        main.runLater(plan, outcome -> foreground.signals = Optional.of((Fd.Number) outcome.fd(fd)));
        return foreground;
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
            Event event = next(terminal);
            OptionalInt exitCode = event.ended().pid() == 0 ? OptionalInt.empty() : reap(init, event.ended());
            if (exitCode.isPresent()) {
                notify.ifPresent(NotifySocket::drain);
                terminal.relay().ifPresent(TerminalRelay::drain);
                return exitCode.getAsInt();
            }
            int signal = event.signal();
            if (signal == SIGWINCH) {
                terminal.resize();
            } else if (signal != 0 && signal != SIGCHLD && signal != SIGURG) {
                forward(init, signal);
            }
        }
    }

    /** Reaps all children that have ended, of which {@code first} is one. */
    private OptionalInt reap(int init, WaitStatus first) {
        WaitStatus ended = first;
        while (ended.pid() != 0) {
            if (ended.pid() == init) {
                return OptionalInt.of(ended.exitCode());
            }
            var plan = new Plan();
            Slot child = plan.attempt("wait for a child", REAP, Set.of(Errno.ECHILD));
            ended = ended(main.run(plan), child);
        }
        return OptionalInt.empty();
    }

    private static WaitStatus ended(Outcome outcome, Slot child) {
        return outcome.value(child) <= 0 ? WaitStatus.NOBODY : REAP.lift(outcome.reply(child));
    }

    /**
     * What the main stub has woken up for.
     *
     * @param signal 0 for none
     * @param ended pid 0 for nobody
     */
    private record Event(int signal, WaitStatus ended) {}

    /** Sleeps until there is something to do, and serves the terminal. */
    private Event next(ForegroundTerminal terminal) {
        Fd.Number signalfd = signals.orElseThrow(() -> new IllegalStateException("no signals are collected yet"));
        List<Watched> watched = watched(signalfd, terminal.relay());
        var ppoll = new Ppoll(watched, -1);
        var plan = new Plan();
        Slot woken = plan.call("wait for a signal", ppoll);
        Slot signal = plan.attempt("read a signal", new Read(signalfd, SIGNALFD_SIGINFO_SIZE), Set.of(Errno.EAGAIN));
        Slot child = plan.attempt("wait for init", REAP, Set.of(Errno.ECHILD));
        Outcome outcome = main.run(plan);
        Map<Integer, Integer> ready = ready(watched, ppoll.lift(outcome.reply(woken)));
        terminal.relay().ifPresent(relay -> relay.serve(ready));
        serveNotify(ready);
        return new Event(number(outcome, signal), ended(outcome, child));
    }

    private static int number(Outcome outcome, Slot signal) {
        return outcome.failure(signal).isPresent()
                ? 0
                : ByteBuffer.wrap(outcome.outs(signal).getFirst())
                        .order(ByteOrder.nativeOrder())
                        .getInt(0);
    }

    private void serveNotify(Map<Integer, Integer> ready) {
        if (notify.isPresent() && ready.getOrDefault(notify.get().descriptor(), 0) != 0) {
            boolean told = notify.get().serve();
            notify = told ? Optional.empty() : notify;
        }
    }

    private List<Watched> watched(Fd.Number signalfd, Optional<TerminalRelay> relay) {
        List<Watched> watched = new ArrayList<>();
        watched.add(new Watched(signalfd.value(), Ppoll.POLLIN));
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        watched.add(new Watched(main.channel(), Ppoll.POLLIN));
        notify.ifPresent(socket -> watched.add(new Watched(socket.descriptor(), Ppoll.POLLIN)));
        relay.ifPresent(terminal -> watched.addAll(terminal.watched()));
        return watched;
    }

    /** The revents of all that is watched, by the descriptors. */
    private static Map<Integer, Integer> ready(List<Watched> watched, int[] events) {
        Map<Integer, Integer> ready = new HashMap<>();
        for (int i = 0; i < events.length; i++) {
            ready.put(watched.get(i).fd(), events[i]);
        }
        return ready;
    }

    private void forward(int init, int signal) {
        var plan = new Plan();
        plan.attempt("forward signal " + signal, new Kill(init, signal), Set.of(Errno.ESRCH));
        main.run(plan);
    }
}
