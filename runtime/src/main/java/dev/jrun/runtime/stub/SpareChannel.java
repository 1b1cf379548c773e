package dev.jrun.runtime.stub;

import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A channel whose far end is on its way to a stub, or in it, for a clone that is to come. */
public final class SpareChannel implements AutoCloseable {
    private final SyscallExecutor local;
    private final String name;
    private final StubConnection near;
    private final Fd.Number far;
    private Optional<Fd.Number> number = Optional.empty();
    private boolean farIsOpen = true;
    private boolean used;

    private SpareChannel(SyscallExecutor local, String name, List<Fd> pair) {
        this.local = local;
        this.name = name;
        this.near = new StubConnection(local, (Fd.Number) pair.getFirst(), name);
        this.far = (Fd.Number) pair.getLast();
    }

    static List<SpareChannel> make(SyscallExecutor local, List<String> names) {
        List<SpareChannel> channels = new ArrayList<>(names.size());
        for (String name : names) {
            channels.add(new SpareChannel(local, name, local.call("make a channel for " + name, new Socketpair())));
        }
        return channels;
    }

    /** Gives the far ends to a stub, and {@code more} behind them, whose numbers there {@code told} gets. */
    static void give(
            List<SpareChannel> channels, RemoteExecutor stub, List<Fd.Number> more, Consumer<List<Fd.Number>> told) {
        List<Fd.Number> given = new ArrayList<>(channels.size() + more.size());
        for (SpareChannel channel : channels) {
            given.add(channel.far);
        }
        given.addAll(more);
        stub.give(
                given,
                numbers -> {
                    arrived(channels, numbers);
                    told.accept(numbers.subList(channels.size(), numbers.size()));
                },
                () -> areOpen(channels));
    }

    /** Notes the numbers of the far ends in the stub that has taken them, and lets go of this JVM's own. */
    private static void arrived(List<SpareChannel> channels, List<Fd.Number> numbers) {
        for (int i = 0; i < channels.size(); i++) {
            SpareChannel channel = channels.get(i);
            channel.number = Optional.of(numbers.get(i));
            channel.closeFarEnd();
        }
    }

    /** Whether none of them was closed. */
    private static boolean areOpen(List<SpareChannel> channels) {
        for (SpareChannel channel : channels) {
            if (channel.used) {
                return false;
            }
        }
        return true;
    }

    private void closeFarEnd() {
        if (farIsOpen) {
            farIsOpen = false;
            local.call("close the stub's end of a channel", new Close(far));
        }
    }

    /** Who will be at its other end. */
    public String name() {
        return name;
    }

    /** Whether the far end is in the stub by now. */
    public boolean hasArrived() {
        return number.isPresent();
    }

    /** The far end's number in the stub. */
    public Fd.Number number() {
        return number.orElseThrow(() -> new IllegalStateException("not in the stub yet: the channel of " + name));
    }

    /** This JVM's end, to send something ahead. */
    StubConnection peek() {
        return near;
    }

    /** This JVM's end, for the stub that uses the other one; that closes it. */
    StubConnection connection() {
        used = true;
        return near;
    }

    /**
     * Has the stub that has cloned the child close the child's end, and those it has handed on. Only the child may hold its
     * end, or the end of the stream that tells of its execve never comes.
     */
    void closeIn(Plan plan, List<SpareChannel> handedOn) {
        plan.call("close the channel of " + name, new Close(number()));
        for (SpareChannel other : handedOn) {
            plan.call("close the channel of " + other.name, new Close(other.number()));
        }
    }

    /** Closes what this JVM has of a channel that no stub uses. */
    @Override
    public void close() {
        if (used) {
            return;
        }
        used = true;
        near.close();
        closeFarEnd();
    }
}
