package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import dev.jrun.runtime.wire.Batch;
import dev.jrun.runtime.wire.MemoryRequest;
import dev.jrun.runtime.wire.StubHello;
import dev.jrun.runtime.wire.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs plans in a stub, a request and a reply for as many steps as fit into a message. */
final class RemoteExecutor implements SyscallExecutor {
    private final StubConnection connection;
    private final StubHello hello;

    RemoteExecutor(StubConnection connection, StubHello hello) {
        this.connection = connection;
        this.hello = hello;
    }

    @Override
    public String where() {
        return connection.peer();
    }

    @Override
    public Outcome run(Plan plan) {
        List<Optional<Reply>> replies = new ArrayList<>(plan.steps().size());
        for (Batch batch : Batch.split(plan)) {
            send(batch);
            byte[] reply = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
            replies.addAll(check(replies, batch, batch.decode(reply)));
        }
        return new Outcome(plan, replies);
    }

    /**
     * Runs a plan whose last step ends the stub: an execve, an exit. Comes back when the stub is gone.
     *
     * @throws SyscallException when a step failed, so that the stub is still there
     */
    void runLast(Plan plan) {
        List<Optional<Reply>> replies = new ArrayList<>(plan.steps().size());
        for (Batch batch : Batch.split(plan)) {
            send(batch);
            Optional<byte[]> reply = connection.receive(batch.replyBytes() + 1);
            if (reply.isEmpty()) {
                return;
            }
            replies.addAll(check(replies, batch, batch.decode(reply.get())));
        }
        throw new IllegalStateException(
                "the last step came back: " + plan.steps().getLast());
    }

    /** Sends a plan that fits into one message and does not wait for the answer. */
    void post(Plan plan) {
        List<Batch> batches = Batch.split(plan);
        if (batches.size() != 1) {
            throw new IllegalArgumentException("a plan to post has to fit into one message");
        }
        send(batches.getFirst());
    }

    /** Waits for the answer to a plan that was {@linkplain #post posted}. */
    Outcome await(Plan plan) {
        return check(plan, connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost));
    }

    /** Reads {@code reply} as the answer to a plan that was posted. */
    Outcome check(Plan plan, byte[] reply) {
        Batch batch = Batch.split(plan).getFirst();
        return new Outcome(plan, check(List.of(), batch, batch.decode(reply)));
    }

    /** Copies {@code size} bytes at {@code address} of the stub's memory. */
    byte[] memory(long address, int size) {
        byte[] copy = new byte[size];
        for (int at = 0; at < size; at += WireFormat.MESSAGE_MAX) {
            int part = Math.min(size - at, WireFormat.MESSAGE_MAX);
            connection.send(MemoryRequest.encode(address + at, part));
            byte[] bytes = connection.receive(part).orElseThrow(connection::lost);
            System.arraycopy(bytes, 0, copy, at, part);
        }
        return copy;
    }

    private void send(Batch batch) {
        if (!batch.replyFits()) {
            throw new IllegalArgumentException("the answers to these steps do not fit into a message: "
                    + batch.steps().getFirst().intent());
        }
        if (batch.fits()) {
            connection.send(batch.encode(hello.request(), hello.arch()));
            return;
        }
        long address = upload(batch);
        connection.send(batch.encodeHead(address, hello.arch()));
    }

    /** Puts the payload of a batch that is too large for a message into memory of the stub's, piece by piece. */
    private long upload(Batch batch) {
        var mmap = new Mmap(batch.payloadBytes());
        Batch room = aside("make room for " + batch.payloadBytes() + " bytes", mmap);
        connection.send(room.encode(hello.request(), hello.arch()));
        long address = checkAside(room);
        byte[] payload = batch.encodePayload(address);
        for (int at = 0; at < payload.length; at += WireFormat.MESSAGE_MAX) {
            byte[] part = Arrays.copyOfRange(payload, at, Math.min(payload.length, at + WireFormat.MESSAGE_MAX));
            Batch receive = aside(
                    "receive " + part.length + " bytes", new ReceiveAt(hello.channel(), address + at, part.length));
            connection.send(receive.encode(hello.request(), hello.arch()));
            connection.send(part);
            checkAside(receive);
        }
        return address;
    }

    /** A call in the middle of a plan, whose result must not overwrite those of the plan. */
    private static Batch aside(String intent, Syscall<?> call) {
        return Batch.of(new Step(intent, call, Slot.SPARE, Set.of(), 0, 0));
    }

    private long checkAside(Batch batch) {
        byte[] reply = connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
        return check(List.of(), batch, batch.decode(reply))
                .getFirst()
                .orElseThrow()
                .value();
    }

    /** The replies as they are; the first step that failed with an errno that it does not tolerate is thrown. */
    private List<Optional<Reply>> check(List<Optional<Reply>> earlier, Batch batch, List<Optional<Reply>> replies) {
        for (int i = 0; i < replies.size(); i++) {
            Optional<Reply> reply = replies.get(i);
            if (reply.isEmpty() || !reply.get().failed()) {
                continue;
            }
            var errno = new Errno((int) -reply.get().value());
            Step step = batch.steps().get(i);
            if (!step.tolerated().contains(errno)) {
                List<Optional<Reply>> known = new ArrayList<>(earlier);
                known.addAll(replies.subList(0, i + 1));
                throw new SyscallException(step, errno, where(), known);
            }
        }
        return replies;
    }

    /** mmap(2) of private anonymous memory. */
    private record Mmap(int size) implements Syscall.OfNumber {
        private static final int PROT_READ_WRITE = 3;
        private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.MMAP,
                    Arg.NULL,
                    Arg.of(size),
                    Arg.of(PROT_READ_WRITE),
                    Arg.of(MAP_PRIVATE_ANONYMOUS),
                    Arg.of(-1),
                    Arg.of(0));
        }
    }

    /** recvfrom(2) of the next message on the channel to an address in the stub. */
    private record ReceiveAt(int channel, long address, int size) implements Syscall.OfNumber {
        @Override
        public RawCall lower() {
            return RawCall.of(
                    SyscallNumber.RECVFROM,
                    Arg.of(channel),
                    Arg.of(address),
                    Arg.of(size),
                    Arg.of(0),
                    Arg.NULL,
                    Arg.NULL);
        }
    }
}
