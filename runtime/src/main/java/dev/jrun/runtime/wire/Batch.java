package dev.jrun.runtime.wire;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.Payload;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Steps of one plan or several that fit into one request, and the reply to them into one reply. */
public final class Batch {
    private final List<LoweredStep> steps;
    private final Size size;

    private Batch(List<LoweredStep> steps, Size size) {
        this.steps = steps;
        this.size = size;
    }

    /** A batch of one step, which stands in no plan. */
    public static Batch of(Step step) {
        LoweredStep lowered = LoweredStep.of(step);
        return new Batch(List.of(lowered), Size.NONE.plus(lowered));
    }

    /** Cuts one plan. */
    public static List<Batch> split(Plan plan) {
        return split(List.of(plan));
    }

    /**
     * Cuts {@code plans}, one behind the other, into as few batches as they need. A cut never parts a step from the steps
     * that it may leave out. Each plan has all slots to itself: when its steps run, those of the earlier ones are done.
     */
    public static List<Batch> split(List<Plan> plans) {
        var cutter = new Cutter();
        for (Plan plan : plans) {
            cutter.add(plan);
        }
        return cutter.finish();
    }

    private static final class Cutter {
        private final List<Batch> batches = new ArrayList<>(1);
        private List<LoweredStep> batch = new ArrayList<>();
        private Size batchSize = Size.NONE;

        void add(Plan plan) {
            List<Step> all = plan.steps();
            for (int first = 0; first < all.size(); ) {
                int next = endOfGroup(all, first);
                addGroup(all.subList(first, next));
                first = next;
            }
        }

        private static int endOfGroup(List<Step> all, int first) {
            int last = first;
            for (int i = first; i <= last; i++) {
                last = Math.max(last, i + all.get(i).reach());
            }
            return last + 1;
        }

        private void addGroup(List<Step> group) {
            int before = batch.size();
            Size size = batchSize;
            for (Step step : group) {
                LoweredStep lowered = LoweredStep.of(step);
                batch.add(lowered);
                size = size.plus(lowered);
            }
            if (before == 0 || size.fits()) {
                batchSize = size;
                return;
            }
            List<LoweredStep> rest = new ArrayList<>(batch.subList(before, batch.size()));
            batch.subList(before, batch.size()).clear();
            batches.add(new Batch(batch, batchSize));
            batch = rest;
            batchSize = Size.NONE;
            for (LoweredStep step : rest) {
                batchSize = batchSize.plus(step);
            }
        }

        List<Batch> finish() {
            if (!batch.isEmpty()) {
                batches.add(new Batch(batch, batchSize));
            }
            return batches;
        }
    }

    private record Size(int request, int payload, int rooms, int outs, int reply) {
        static final Size NONE = new Size(0, 0, 0, 0, 0);

        Size plus(LoweredStep step) {
            return new Size(
                    request + step.requestBytes(),
                    payload + step.payload(),
                    rooms + step.rooms(),
                    outs + step.outs().size(),
                    reply + step.replyBytes());
        }

        /** The room, too, has to fit: it is that behind the request, in the stub's buffer for requests. */
        boolean fits() {
            return request + WireFormat.REQUEST_SIZE <= WireFormat.MESSAGE_MAX && replyFits();
        }

        boolean replyFits() {
            return reply <= WireFormat.MESSAGE_MAX;
        }
    }

    /** How many steps it has. */
    public int length() {
        return steps.size();
    }

    /** Step number {@code index} of this batch. */
    public Step step(int index) {
        return steps.get(index).step();
    }

    /** Whether the batch fits into one message; only a batch of one group of steps may be too large. */
    public boolean fits() {
        return size.fits();
    }

    /** Whether the reply fits into one message. Unlike a request, it can't be sent piece by piece. */
    public boolean replyFits() {
        return size.replyFits();
    }

    /** How many bytes of memory the calls point to. */
    public int payloadBytes() {
        return size.payload() + size.rooms();
    }

    /** The request whose first byte will stand at {@code address} in the stub. */
    public byte[] encode(long address, Arch arch) {
        return encodeAt(address + headBytes(), arch);
    }

    /** The payload by itself, for {@link #encodeHead}: without the room, which is behind it. */
    public byte[] encodePayload(long address) {
        return Arrays.copyOfRange(encodeAt(address, Arch.current()), headBytes(), headBytes() + size.payload());
    }

    /** The request without its payload, which stands at {@code payloadAddress} already. */
    public byte[] encodeHead(long payloadAddress, Arch arch) {
        return Arrays.copyOf(encodeAt(payloadAddress, arch), headBytes());
    }

    private int headBytes() {
        return WireFormat.REQUEST_SIZE + steps.size() * WireFormat.CALL_SIZE + size.outs() * WireFormat.RANGE_SIZE;
    }

    private byte[] encodeAt(long payloadAddress, Arch arch) {
        int head = headBytes();
        ByteBuffer message = ByteBuffer.allocate(head + size.payload()).order(ByteOrder.nativeOrder());
        var payload = new Payload(message, head, payloadAddress, payloadAddress + size.payload());
        List<Payload.Region> outs = new ArrayList<>(size.outs());
        int at = WireFormat.REQUEST_SIZE;
        int range = at + steps.size() * WireFormat.CALL_SIZE;
        for (int i = 0; i < steps.size(); i++) {
            LoweredStep step = steps.get(i);
            int before = outs.size();
            encodeCall(step, message, at, payload, outs);
            message.putInt(at + WireFormat.CALL_NUMBER, step.call().number().on(arch));
            at += WireFormat.CALL_SIZE;
            for (int out = before; out < outs.size(); out++) {
                encodeRange(outs.get(out), i, message, range);
                range += WireFormat.RANGE_SIZE;
            }
        }
        message.putInt(0, steps.size()).putInt(4, outs.size());
        return message.array();
    }

    private static void encodeRange(Payload.Region out, int call, ByteBuffer message, int at) {
        message.putLong(at, out.address())
                .putInt(at + WireFormat.RANGE_BYTES, out.size())
                .putInt(at + WireFormat.RANGE_CALL, out.room() ? call + 1 : 0);
    }

    private static void encodeCall(
            LoweredStep lowered, ByteBuffer message, int at, Payload payload, List<Payload.Region> outs) {
        Step step = lowered.step();
        int slots = 0;
        List<Arg> args = lowered.call().args();
        for (int i = 0; i < args.size(); i++) {
            Arg arg = args.get(i);
            long value = switch (arg) {
                case Arg.Value plain -> plain.value();
                case Arg.OfSlot earlier -> earlier.slot().index();
                case Arg.Memory memory -> payload.add(memory, outs);
                case Arg.Room room -> payload.add(room, outs);
            };
            slots |= arg instanceof Arg.OfSlot ? 1 << i : 0;
            message.putLong(at + 8 * i, value);
        }
        message.putShort(at + WireFormat.CALL_SLOT, (short) step.slot().index());
        message.putShort(at + WireFormat.CALL_CHANNEL, (short) lowered.call().channel());
        int tolerated = at + WireFormat.CALL_TOLERATED;
        for (Errno errno : step.tolerated()) {
            message.putShort(tolerated, (short) errno.number());
            tolerated += 2;
        }
        message.putShort(at + WireFormat.CALL_SKIP_ON_SUCCESS, (short) step.skipOnSuccess());
        message.putShort(at + WireFormat.CALL_SKIP_ON_ERROR, (short) step.skipOnError());
        message.put(at + WireFormat.CALL_SLOTS, (byte) slots);
    }

    /** How many bytes the reply has at most: of what a call fills, only that comes back which it has filled. */
    public int replyBytes() {
        return size.reply();
    }

    /** The answers to the steps; nothing for a step that was left out. */
    public List<Optional<Reply>> decode(byte[] message) {
        ByteBuffer results = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        int due = message.length < steps.size() * WireFormat.RESULT_SIZE ? replyBytes() : bytesDue(results);
        if (message.length != due) {
            throw new LostStubException("a reply of " + message.length + " bytes where " + due + " were due");
        }
        List<Optional<Reply>> replies = new ArrayList<>(steps.size());
        int at = steps.size() * WireFormat.RESULT_SIZE;
        for (int i = 0; i < steps.size(); i++) {
            LoweredStep step = steps.get(i);
            long value = results.getLong(i * WireFormat.RESULT_SIZE);
            replies.add(
                    value == WireFormat.NOT_RUN
                            ? Optional.empty()
                            : Optional.of(new Reply(value, cut(step, message, at, value))));
            at += step.outBytes(value);
        }
        return replies;
    }

    private int bytesDue(ByteBuffer results) {
        int bytes = steps.size() * WireFormat.RESULT_SIZE;
        for (int i = 0; i < steps.size(); i++) {
            bytes += steps.get(i).outBytes(results.getLong(i * WireFormat.RESULT_SIZE));
        }
        return bytes;
    }

    private static List<byte[]> cut(LoweredStep step, byte[] message, int first, long value) {
        if (step.outs().isEmpty()) {
            return List.of();
        }
        List<byte[]> outs = new ArrayList<>(step.outs().size());
        int at = first;
        for (LoweredStep.Out out : step.outs()) {
            int bytes = Payload.Region.bytesAfter(value, out.size(), out.room());
            outs.add(Arrays.copyOfRange(message, at, at + bytes));
            at += bytes;
        }
        return outs;
    }
}
