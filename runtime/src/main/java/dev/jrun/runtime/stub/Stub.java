package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Clone;
import dev.jrun.runtime.syscall.ProcessCall.Clone3;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SocketCall.Accept4;
import dev.jrun.runtime.syscall.SocketCall.ReceiveFds;
import dev.jrun.runtime.syscall.SocketCall.SendFds;
import dev.jrun.runtime.syscall.SocketCall.Socketpair;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.wire.StubHello;
import dev.jrun.runtime.wire.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A stub process: an executor whose calls run there, and the ways to make more stubs from it. Closing it closes its
 * channel, which ends it.
 */
public final class Stub implements SyscallExecutor, AutoCloseable {
    /**
     * No clone3, or one that is too old or filtered; a cgroup that takes no process, or none from here, or no more. A
     * clone that goes there by itself finds out which.
     */
    private static final Set<Errno> NOT_INTO_CGROUP = Set.of(
            Errno.ENOSYS,
            Errno.E2BIG,
            Errno.EINVAL,
            Errno.EPERM,
            Errno.EACCES,
            Errno.EBADF,
            Errno.EBUSY,
            Errno.EOPNOTSUPP,
            Errno.ENOENT,
            Errno.ENODEV,
            Errno.EAGAIN);

    private final SyscallExecutor local;
    private final StubConnection connection;
    private final StubHello hello;
    private final RemoteExecutor executor;
    private final UnaryOperator<SyscallExecutor> decorator;
    private final SyscallExecutor decorated;
    private final long pid;

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
        this.decorated = decorator.apply(executor);
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
        StubHello hello = receiveHello(connection);
        return new Stub(local, connection, hello, hello.pid(), UnaryOperator.identity());
    }

    /** Takes up the channel of a stub that was {@linkplain #park parked}, with the socket it will accept. */
    public static Stub resume(SyscallExecutor local, Fd socket, long pid, String where) {
        var connection = new StubConnection(local, (Fd.Number) socket, where);
        byte[] reply = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
        int hello = Math.max(0, reply.length - WireFormat.HELLO_SIZE);
        byte[] message = Arrays.copyOfRange(reply, hello, reply.length);
        return new Stub(local, connection, StubHello.decode(message), pid, UnaryOperator.identity());
    }

    /**
     * This stub with {@code newDecorator} around what runs its plans, and around that of all stubs that are cloned from it:
     * to trace them, or to have them fail. It takes this one's place; they have the channel in common.
     */
    public Stub decorated(UnaryOperator<SyscallExecutor> newDecorator) {
        return new Stub(local, connection, hello, pid, newDecorator);
    }

    private static StubHello receiveHello(StubConnection connection) {
        return StubHello.decode(connection.receive(WireFormat.HELLO_SIZE + 1).orElseThrow(connection::lost));
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
        return Arg.splitTexts(executor.memory(hello.strings(), Math.toIntExact(hello.stringsSize())));
    }

    @Override
    public Outcome run(Plan plan) {
        return decorated.run(plan);
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
        return start(where, channel -> OptionalLong.of(cloneOn(channel, flags, exitSignal, where)))
                .get();
    }

    /**
     * Clones the stub into a cgroup of version 2; gives nothing where the kernel can't or won't do that.
     *
     * @param cgroup its directory, open in the stub and closed there in the end; the child inherits it
     * @param exitSignal what the parent is sent when the child ends
     * @param where who the child is
     */
    public Optional<Stub> cloneInto(Fd.Number cgroup, int exitSignal, String where) {
        return start(where, channel -> cloneInto(cgroup, channel, exitSignal, where));
    }

    private Optional<Stub> start(String where, IntFunction<OptionalLong> cloning) {
        List<Fd> pair = local.call("make a channel for " + where, new Socketpair());
        var connection = new StubConnection(local, (Fd.Number) pair.getFirst(), where);
        try {
            int channel = give(pair.getLast()).value();
            OptionalLong child = cloning.apply(channel);
            if (child.isEmpty()) {
                connection.close();
                return Optional.empty();
            }
            return Optional.of(new Stub(local, connection, receiveHello(connection), child.getAsLong(), decorator));
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        } finally {
            local.call("close the stub's end of a channel", new Close(pair.getLast()));
        }
    }

    private long cloneOn(int channel, Set<CloneFlag> flags, int exitSignal, String where) {
        String intent = "clone " + where;
        var plan = new Plan();
        Slot child = plan.callOrElse(
                intent,
                new Clone3(flags, exitSignal, channel),
                Set.of(Errno.ENOSYS),
                () -> plan.call(intent, new Clone(flags, exitSignal, channel)));
        // Only the child may hold its end, or the end of the stream that tells of its execve never comes.
        plan.call("close the channel of " + where, new Close(Fd.of(channel)));
        return run(plan).value(child);
    }

    private OptionalLong cloneInto(Fd.Number cgroup, int channel, int exitSignal, String where) {
        var plan = new Plan();
        var clone = new Clone3(Set.of(), exitSignal, channel, Optional.of(cgroup));
        Slot child = plan.call("clone " + where + " into its cgroup", clone);
        close(plan, channel, cgroup, where);
        try {
            return OptionalLong.of(run(plan).value(child));
        } catch (SyscallException refused) {
            if (!refused.step().slot().equals(child) || !NOT_INTO_CGROUP.contains(refused.errno())) {
                throw refused;
            }
            var closing = new Plan();
            close(closing, channel, cgroup, where);
            run(closing);
            return OptionalLong.empty();
        }
    }

    private static void close(Plan plan, int channel, Fd.Number cgroup, String where) {
        plan.call("close the channel of " + where, new Close(Fd.of(channel)));
        plan.call("close the cgroup of " + where, new Close(cgroup));
    }

    /** Puts a copy of a descriptor of this JVM's into the stub. Not the JVM's any more: the caller closes its own. */
    public Fd.Number give(Fd fd) {
        var plan = new Plan();
        var receive = new ReceiveFds(Fd.of(channel()), 1);
        Slot slot = plan.call("receive a descriptor", receive);
        executor.post(plan);
        connection.sendFd((Fd.Number) fd);
        Outcome outcome = executor.await(plan);
        return (Fd.Number)
                receive.lift(new Reply(outcome.value(slot), outcome.outs(slot))).getFirst();
    }

    /** Gets a copy of a descriptor of the stub's into this JVM. */
    public Fd take(Fd.Number fd) {
        var plan = new Plan();
        plan.call("send a descriptor", new SendFds(Fd.of(channel()), List.of(fd)));
        executor.post(plan);
        Fd taken = connection.receiveFd();
        executor.await(plan);
        return taken;
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
        executor.post(plan);
        byte[] message = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
        if (!StubHello.is(message)) {
            executor.check(plan, message);
        }
        return new Stub(local, connection, StubHello.decode(message), pid, decorator);
    }

    /**
     * Runs a plan whose last step ends the stub, and comes back when its channel has closed: the execve has worked.
     *
     * @throws dev.jrun.runtime.syscall.SyscallException when a step failed; the stub is still there
     */
    public void runLast(Plan plan) {
        executor.runLast(plan);
    }

    /** Sends a plan whose answer nobody will wait for. */
    public void post(Plan plan) {
        executor.post(plan);
    }

    /** Leaves the stub waiting for a connection on {@code listener}, a socket of its own, and lets go of it. */
    public void park(Fd listener) {
        executor.post(parkPlan(listener));
        connection.close();
    }

    private Plan parkPlan(Fd listener) {
        var plan = new Plan();
        Slot accepted = plan.call("wait for start", new Accept4(listener));
        plan.call("take up the start channel", new Dup3(accepted, channel(), true));
        plan.call("greet the next engine", new Greet(hello));
        return plan;
    }

    /** Has the kernel do nothing of note, so that the hello in its out region comes back with the reply. */
    private record Greet(StubHello hello) implements Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(SyscallNumber.GETPID, Arg.inOut(hello.encode()));
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
