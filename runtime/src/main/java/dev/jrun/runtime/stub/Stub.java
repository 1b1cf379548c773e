package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.ProcessCall.Clone;
import dev.jrun.runtime.syscall.ProcessCall.Clone3;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.SendFds;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.wire.StubHello;
import dev.jrun.runtime.wire.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A stub process: an executor whose calls run there, and the ways to make more stubs from it. Closing it closes its
 * channel, which ends it.
 */
public final class Stub implements SyscallExecutor, AutoCloseable {
    private final SyscallExecutor local;
    private final StubConnection connection;
    private final StubHello hello;
    private final RemoteExecutor executor;
    private final UnaryOperator<SyscallExecutor> decorator;
    private final long pid;
    /** The arguments and the environment, where they are known. */
    private Optional<List<String>> strings = Optional.empty();

    private final Outbox outbox;

    private Stub(
            SyscallExecutor local,
            StubConnection connection,
            StubHello hello,
            long pid,
            UnaryOperator<SyscallExecutor> decorator) {
        this.local = local;
        this.connection = connection;
        this.hello = hello;
        this.executor = new RemoteExecutor(connection, hello);
        this.decorator = decorator;
        this.outbox = new Outbox(executor, decorator.apply(executor));
        this.pid = pid;
    }

    /**
     * Takes up the channel of a stub that has just started.
     *
     * @param local runs calls in this JVM
     * @param socket the engine's end of the channel, owned by the stub from now on
     * @param where who the stub is, for messages: {@code container init}
     */
    public static Stub connect(SyscallExecutor local, Fd socket, String where) {
        var connection = new StubConnection(local, (Fd.Number) socket, where);
        byte[] message = receiveHello(connection);
        StubHello hello = StubHello.decode(message);
        var stub = new Stub(local, connection, hello, hello.pid(), same -> same);
        stub.strings = StubHello.strings(message).map(Arg::splitTexts);
        return stub;
    }

    /**
     * Takes up the channel of a stub that was {@linkplain #park parked}, with the socket it will accept. Its plans pass
     * through what those of this stub do.
     */
    public Stub resume(Fd socket, long pid, String where) {
        var connection = new StubConnection(local, (Fd.Number) socket, where);
        byte[] reply = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
        int hello = Math.max(0, reply.length - WireFormat.HELLO_SIZE);
        byte[] message = Arrays.copyOfRange(reply, hello, reply.length);
        return new Stub(local, connection, StubHello.decode(message), pid, decorator);
    }

    /**
     * This stub with {@code newDecorator} around what runs its plans, and around that of all stubs that are cloned from it:
     * to trace them, or to have them fail. It takes this one's place; they have the channel in common.
     */
    public Stub decorated(UnaryOperator<SyscallExecutor> newDecorator) {
        flush();
        var stub = new Stub(local, connection, hello, pid, newDecorator);
        stub.strings = strings;
        return stub;
    }

    private static byte[] receiveHello(StubConnection connection) {
        return connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
    }

    /** The pid in the engine's pid namespace, where the engine knows it; for a main stub, as the stub sees itself. */
    public long pid() {
        return pid;
    }

    /** The number of the channel's descriptor in the stub, which must stay open there. */
    public int channel() {
        return hello.channel();
    }

    /** The number of the sources that the stub's program was built from. */
    public long build() {
        return hello.build();
    }

    /** The signals that the stub's process was started with as ignored: bit n stands for signal n + 1. */
    public long ignoredSignals() {
        return hello.ignored();
    }

    /** The arguments that the stub's process was started with, its name first. */
    public List<String> arguments() {
        return strings().subList(0, hello.argc());
    }

    /** The environment that the stub's process was started with, as {@code NAME=value}. */
    public List<String> environment() {
        List<String> strings = strings();
        return strings.subList(hello.argc(), strings.size());
    }

    private List<String> strings() {
        if (strings.isEmpty()) {
            strings =
                    Optional.of(Arg.splitTexts(executor.memory(hello.strings(), Math.toIntExact(hello.stringsSize()))));
        }
        return strings.get();
    }

    @Override
    public Outcome run(Plan plan) {
        return outbox.run(plan);
    }

    @Override
    public void runAll(List<Plan> plans, Consumer<Outcome> done) {
        outbox.runAll(plans, done);
    }

    /** Runs the plan together with the next one that has an answer to wait for. A failure of it is then that one's. */
    @Override
    public void runLater(Plan plan, Consumer<Outcome> told) {
        outbox.runLater(plan, told);
    }

    /**
     * Has the stub begin with plans, while this JVM does something else. A failure of theirs shows with the next thing
     * that the stub is asked for, or with {@link #flush}.
     */
    public void begin(List<Plan> plans) {
        begin(plans, outcome -> {});
    }

    /** As above; {@code done} gets the outcomes when the stub is asked for the next thing. */
    public void begin(List<Plan> plans, Consumer<Outcome> done) {
        outbox.begin(plans, done);
    }

    /**
     * Has the stub begin with something that has no effect. A main stub whose daemon goes away before it was asked for
     * anything turns to another engine: so it is asked before this JVM changes anything by itself.
     */
    public void engage() {
        var plan = new Plan();
        plan.call("take up the engine", new ProcessCall.Id(SyscallNumber.GETPID));
        begin(List.of(plan));
    }

    /** Waits for what was {@linkplain #begin begun}. */
    public void settle() {
        outbox.settle();
    }

    /** Runs what was left for {@linkplain #runLater later}, and waits for what was {@linkplain #begin begun}. */
    public void flush() {
        outbox.flush();
    }

    /** Gives up what was left for later: what it was to be a part of has failed. */
    public void forget() {
        outbox.forget();
    }

    @Override
    public String where() {
        return executor.where();
    }

    /**
     * Clones the stub. Tries clone3(2), and clone(2) on a kernel without it. The child inherits all descriptors.
     *
     * @param flags namespaces to create, CLONE_PARENT
     * @param exitSignal what the parent is sent when the child ends; 0 with CLONE_PARENT
     * @param where who the child is
     */
    public Stub clone(Set<CloneFlag> flags, int exitSignal, String where) {
        SpareChannel channel = spareChannels(List.of(where)).getFirst();
        try {
            flush();
            return clone(flags, exitSignal, channel, List.of());
        } catch (RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Makes channels for clones to come. Their far ends travel to the stub with the next plan, and are open there, and in
     * its clones, until they are used or handed on.
     *
     * @param names who will be there
     */
    public List<SpareChannel> spareChannels(List<String> names) {
        return spareChannels(names, List.of(), numbers -> {});
    }

    /** As above, with copies of {@code more} of this JVM's descriptors; {@code told} gets their numbers there. */
    public List<SpareChannel> spareChannels(List<String> names, List<Fd.Number> more, Consumer<List<Fd.Number>> told) {
        List<SpareChannel> channels = SpareChannel.make(local, names);
        SpareChannel.give(channels, executor, more, told);
        return channels;
    }

    /**
     * Clones the stub, as {@link #clone(Set, int, String)} does.
     *
     * @param channel of the child's, which has to be in this stub by now; the child closes it in the end, or this method
     * @param handedOn more channels that go to the child: they are closed in this stub
     */
    public Stub clone(Set<CloneFlag> flags, int exitSignal, SpareChannel channel, List<SpareChannel> handedOn) {
        return beginClone(flags, exitSignal, channel, handedOn).await();
    }

    /** Begins to clone the stub, as {@link #clone(Set, int, SpareChannel, List)} does. */
    public Birth beginClone(Set<CloneFlag> flags, int exitSignal, SpareChannel channel, List<SpareChannel> handedOn) {
        Birth birth = cloneLater(flags, exitSignal, channel, handedOn);
        begin(List.of());
        return birth;
    }

    /** Clones the stub, as {@link #clone(Set, int, SpareChannel, List)} does, with the next plan that it runs. */
    public Birth cloneLater(Set<CloneFlag> flags, int exitSignal, SpareChannel channel, List<SpareChannel> handedOn) {
        String intent = "clone " + channel.name();
        int number = channel.number().value();
        var plan = new Plan();
        Slot child = plan.callOrElse(
                intent,
                new Clone3(flags, exitSignal, number),
                Set.of(Errno.ENOSYS),
                () -> plan.call(intent, new Clone(flags, exitSignal, number)));
        channel.closeIn(plan, handedOn);
        var birth = new Birth(this, channel);
        runLater(plan, outcome -> birth.pid(outcome.value(child)));
        return birth;
    }

    Outbox outbox() {
        return outbox;
    }

    /** What a clone of this stub will say of itself. */
    StubHello helloOfClone(SpareChannel channel) {
        return hello.ofClone(channel.number().value());
    }

    Stub greet(SpareChannel channel, long child) {
        StubConnection near = channel.connection();
        try {
            return new Stub(local, near, StubHello.decode(receiveHello(near)), child, decorator);
        } catch (RuntimeException failure) {
            near.close();
            throw failure;
        }
    }

    /**
     * Clones the stub into a cgroup of version 2; gives nothing where the kernel can't or won't do that, and leaves
     * the channels as they were.
     *
     * @param cgroup closed in the stub in the end; the child inherits it
     * @param exitSignal what the parent is sent when the child ends
     * @param channel of the child's
     * @param handedOn more channels that go to the child
     */
    public Optional<Stub> cloneInto(
            Birthplace cgroup, int exitSignal, SpareChannel channel, List<SpareChannel> handedOn) {
        var plan = new Plan();
        cgroup.open(plan);
        var clone = new Clone3(Set.of(), exitSignal, channel.number().value(), Optional.of(cgroup.number()));
        Slot child = plan.call("clone " + channel.name() + " into its cgroup", clone);
        channel.closeIn(plan, handedOn);
        plan.call("close the cgroup of " + channel.name(), new Close(cgroup.number()));
        try {
            return Optional.of(greet(channel, run(plan).value(child)));
        } catch (SyscallException refused) {
            if (!cgroup.isRefusal(refused, plan, child)) {
                throw refused;
            }
            call("close the cgroup of " + channel.name(), new Close(cgroup.number()));
            return Optional.empty();
        }
    }

    /** Puts a copy of a descriptor of this JVM's into the stub. Not the JVM's any more: the caller closes its own. */
    public Fd.Number give(Fd fd) {
        List<Fd.Number> given = new ArrayList<>(1);
        giveLater(List.of((Fd.Number) fd), given::addAll, () -> true);
        flush();
        return given.getFirst();
    }

    /** As above, with the next plan that the stub runs, if they are {@code open} here by then; {@code told} gets the numbers. */
    public void giveLater(List<Fd.Number> fds, Consumer<List<Fd.Number>> told, BooleanSupplier open) {
        executor.give(fds, told, open);
    }

    /** Gets a copy of a descriptor of the stub's into this JVM. */
    public Fd take(Fd.Number fd) {
        flush();
        var plan = new Plan();
        plan.call("send a descriptor", new SendFds(Fd.of(channel()), List.of(fd)));
        List<Fd> taken = new ArrayList<>(1);
        outbox.aside(plan, () -> {
            RemoteExecutor.Posted posted = executor.post(List.of(plan));
            taken.add(connection.receiveFd());
            executor.await(posted);
        });
        return taken.getFirst();
    }

    /** Puts a copy of a descriptor of this stub's into {@code other}; gives its number there. */
    public Fd.Number handTo(Stub other, Fd.Number fd) {
        Fd taken = take(fd);
        try {
            return other.give(taken);
        } finally {
            local.call("close a descriptor that was handed on", new Close(taken));
        }
    }

    /**
     * Runs a plan that ends with an execve into another stub on the same channel, and greets that one.
     *
     * @throws dev.jrun.runtime.syscall.SyscallException when the plan failed; this stub is still there
     */
    public Stub become(Plan plan) {
        flush();
        List<byte[]> first = new ArrayList<>(1);
        outbox.aside(plan, () -> {
            RemoteExecutor.Posted posted = executor.post(List.of(plan));
            byte[] message = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
            if (!StubHello.is(message)) {
                executor.check(posted, message);
            }
            first.add(message);
        });
        return new Stub(local, connection, StubHello.decode(first.getFirst()), pid, decorator);
    }

    /**
     * Runs a plan whose last step ends the stub, and comes back when its channel has closed: the execve has worked.
     *
     * @throws dev.jrun.runtime.syscall.SyscallException when a step failed; the stub is still there
     */
    public void runLast(Plan plan) {
        outbox.runLast(plan);
    }

    /** Sends a plan whose answer nobody will wait for. */
    public void post(Plan plan) {
        flush();
        outbox.aside(plan, () -> executor.post(List.of(plan)));
    }

    /** Leaves the stub waiting for a connection on {@code listener}, a socket of its own, and lets go of it. */
    public void park(Fd listener) {
        post(Parking.plan(listener, hello));
        connection.close();
    }

    @Override
    public void close() {
        connection.close();
    }
}
