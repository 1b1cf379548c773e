package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs plans in a stub, a request and a reply for as many steps as fit into a message. */
final class RemoteExecutor implements SyscallExecutor {
    private final StubConnection connection;
    private final StubHello hello;
    private final List<Gift> gifts = new ArrayList<>(0);

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
        List<Outcome> outcome = new ArrayList<>(1);
        runAll(List.of(plan), outcome::add);
        return outcome.getFirst();
    }

    @Override
    public void runAll(List<Plan> plans, Consumer<Outcome> done) {
        Given given = withGift(plans, done);
        runThese(given.plans(), given.done());
    }

    /** Plans, with that ahead of them which takes what is given to the stub; and who gets their outcomes. */
    private record Given(List<Plan> plans, Consumer<Outcome> done) {}

    private Given withGift(List<Plan> plans, Consumer<Outcome> done) {
        gifts.removeIf(gift -> !gift.wanted().getAsBoolean());
        if (gifts.isEmpty()) {
            return new Given(plans, done);
        }
        Gift gift = gifts.removeFirst();
        List<Plan> all = new ArrayList<>(List.of(gift.plan()));
        all.addAll(plans);
        return new Given(all, new Consumer<>() {
            private boolean given;

            @Override
            public void accept(Outcome outcome) {
                if (given) {
                    done.accept(outcome);
                } else {
                    given = true;
                    gift.accept(outcome);
                }
            }
        });
    }

    private void runThese(List<Plan> plans, Consumer<Outcome> done) {
        List<Batch> batches = Batch.split(plans);
        if (!batches.isEmpty()) {
            send(batches.getFirst());
        }
        await(new Posted(plans, batches, done));
    }

    /**
     * Descriptors of this JVM's for the stub.
     *
     * @param numbers is told what they are there
     * @param wanted whether they are open here, still, and to be given
     */
    private record Gift(TakeFds take, Plan plan, Consumer<List<Fd.Number>> numbers, BooleanSupplier wanted) {
        static Gift of(TakeFds take, Consumer<List<Fd.Number>> numbers, BooleanSupplier wanted) {
            var plan = new Plan();
            plan.call("receive descriptors", take);
            return new Gift(take, plan, numbers, wanted);
        }

        void accept(Outcome outcome) {
            List<Fd.Number> taken = new ArrayList<>();
            for (Fd fd : take.lift(outcome.reply(new Slot(0)))) {
                taken.add((Fd.Number) fd);
            }
            numbers.accept(taken);
        }
    }

    /** Gives the stub copies of descriptors of this JVM's, ahead of what it runs next. */
    void give(List<Fd.Number> fds, Consumer<List<Fd.Number>> numbers, BooleanSupplier wanted) {
        flushGifts();
        gifts.add(Gift.of(new TakeFds(hello.channel(), fds), numbers, wanted));
    }

    /** Has the stub take what was given now. */
    void flushGifts() {
        if (!gifts.isEmpty()) {
            runAll(List.of(), outcome -> {});
        }
    }

    private byte[] receive() {
        return connection.receive(WireFormat.MESSAGE_MAX).orElseThrow(connection::lost);
    }

    /**
     * Runs plans whose last step ends the stub: an execve, an exit. Comes back when the stub is gone.
     *
     * @throws SyscallException when a step failed, so that the stub is still there
     */
    void runLast(List<Plan> plans) {
        var answers = new Answers(plans, outcome -> {}, where());
        for (Batch batch : Batch.split(plans)) {
            send(batch);
            Optional<byte[]> reply = connection.receive(batch.replyBytes() + 1);
            if (reply.isEmpty()) {
                return;
            }
            answers.add(batch.decode(reply.get()));
        }
        throw new IllegalStateException(
                "the last step came back: " + plans.getLast().steps().getLast());
    }

    /**
     * Plans that a stub has begun to run: it was sent the first of their batches, and no answer was received.
     *
     * @param done gets their outcomes
     */
    record Posted(List<Plan> plans, List<Batch> batches, Consumer<Outcome> done) {}

    /** Sends plans that fit into one message and does not wait for the answer. */
    Posted post(List<Plan> plans) {
        flushGifts();
        List<Batch> batches = Batch.split(plans);
        if (batches.size() != 1) {
            throw new IllegalArgumentException("what is posted has to fit into one message");
        }
        send(batches.getFirst());
        return new Posted(plans, batches, outcome -> {});
    }

    /** Has the stub begin; gives nothing, and sends nothing, where that takes more than a message. */
    Optional<Posted> begin(List<Plan> plans, Consumer<Outcome> done) {
        List<Batch> batches = Batch.split(plans);
        if (batches.isEmpty() || !batches.getFirst().fits()) {
            return Optional.empty();
        }
        if (gifts.isEmpty()) {
            send(batches.getFirst());
            return Optional.of(new Posted(plans, batches, done));
        }
        Given given = withGift(plans, done);
        List<Batch> all = Batch.split(given.plans());
        send(all.getFirst());
        return Optional.of(new Posted(given.plans(), all, given.done()));
    }

    /** Waits for the answer to what was begun or {@linkplain #post posted}. */
    void await(Posted posted) {
        var answers = new Answers(posted.plans(), posted.done(), where());
        List<Batch> batches = posted.batches();
        for (int i = 0; i < batches.size(); i++) {
            if (i > 0) {
                send(batches.get(i));
            }
            answers.add(batches.get(i).decode(receive()));
        }
        answers.finish();
    }

    /** Reads {@code reply} as the answer to what was posted. */
    void check(Posted posted, byte[] reply) {
        var answers = new Answers(posted.plans(), outcome -> {}, where());
        answers.add(posted.batches().getFirst().decode(reply));
        answers.finish();
    }

    /** Takes the answer to what was posted out of the way. */
    void ignore(Posted posted) {
        byte[] reply = receive();
        posted.batches().getFirst().decode(reply);
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
                    + batch.step(0).intent());
        }
        if (batch.fits()) {
            connection.send(batch.encode(hello.request(), hello.arch()));
        } else {
            long address = upload(batch);
            connection.send(batch.encodeHead(address, hello.arch()));
        }
        if (batch.step(0).call() instanceof TakeFds take) {
            connection.sendFds(take.fds());
        }
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
        long result = batch.decode(receive()).value(0);
        Answers.refuse(batch.step(0), result, where());
        return result;
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
