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

/** Steps of a plan that fit into one request, and the reply to them into one reply. */
public final class Batch {
    private final List<LoweredStep> steps;

    private Batch(List<LoweredStep> steps) {
        this.steps = List.copyOf(steps);
    }

    /** A batch of one step, which stands in no plan. */
    public static Batch of(Step step) {
        return new Batch(List.of(LoweredStep.of(step)));
    }

    /**
     * Cuts {@code plan} into as few batches as it needs. A cut never parts a step from the steps that it may leave out.
     */
    public static List<Batch> split(Plan plan) {
        List<Batch> batches = new ArrayList<>();
        List<LoweredStep> batch = new ArrayList<>();
        List<LoweredStep> group = new ArrayList<>();
        var batchSize = new Size(0, 0);
        int groupEnd = 0;
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            group.add(LoweredStep.of(step));
            groupEnd = Math.max(groupEnd, i + step.reach());
            if (i < groupEnd) {
                continue;
            }
            Size groupSize = size(group);
            if (!batch.isEmpty() && !batchSize.plus(groupSize).fits()) {
                batches.add(new Batch(batch));
                batch.clear();
                batchSize = new Size(0, 0);
            }
            batch.addAll(group);
            batchSize = batchSize.plus(groupSize);
            group.clear();
        }
        if (!batch.isEmpty()) {
            batches.add(new Batch(batch));
        }
        return batches;
    }

    private static Size size(List<LoweredStep> steps) {
        var size = new Size(0, 0);
        for (LoweredStep step : steps) {
            size = size.plus(new Size(step.requestBytes(), step.replyBytes()));
        }
        return size;
    }

    private record Size(int request, int reply) {
        Size plus(Size other) {
            return new Size(request + other.request, reply + other.reply);
        }

        boolean fits() {
            return request + WireFormat.REQUEST_SIZE <= WireFormat.MESSAGE_MAX && replyFits();
        }

        boolean replyFits() {
            return reply <= WireFormat.MESSAGE_MAX;
        }
    }

    /** The steps of this batch, in the order of the plan. */
    public List<Step> steps() {
        List<Step> plain = new ArrayList<>(steps.size());
        for (LoweredStep step : steps) {
            plain.add(step.step());
        }
        return plain;
    }

    /** Whether the batch fits into one message; only a batch of one group of steps may be too large. */
    public boolean fits() {
        return size(steps).fits();
    }

    /** Whether the reply fits into one message. Unlike a request, it can't be sent piece by piece. */
    public boolean replyFits() {
        return size(steps).replyFits();
    }

    /** How many bytes of memory the calls point to. */
    public int payloadBytes() {
        int bytes = 0;
        for (LoweredStep step : steps) {
            bytes += step.payload();
        }
        return bytes;
    }

    /** The request whose first byte will stand at {@code address} in the stub. */
    public byte[] encode(long address, Arch arch) {
        int head = headBytes();
        return encode(head + payloadBytes(), address + head, arch);
    }

    /** The payload by itself, for {@link #encodeHead}. */
    public byte[] encodePayload(long address) {
        var payload = new Payload(address);
        List<Payload.Region> outs = new ArrayList<>();
        for (LoweredStep step : steps) {
            for (Arg arg : step.call().args()) {
                if (arg instanceof Arg.Memory memory) {
                    payload.add(memory, outs);
                }
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(payload.size()).order(ByteOrder.nativeOrder());
        payload.copyTo(bytes, 0);
        return bytes.array();
    }

    /** The request without its payload, which stands at {@code payloadAddress} already. */
    public byte[] encodeHead(long payloadAddress, Arch arch) {
        return Arrays.copyOf(encode(headBytes() + payloadBytes(), payloadAddress, arch), headBytes());
    }

    private int headBytes() {
        int outs = 0;
        for (LoweredStep step : steps) {
            outs += step.outs();
        }
        return WireFormat.REQUEST_SIZE + steps.size() * WireFormat.CALL_SIZE + outs * WireFormat.RANGE_SIZE;
    }

    private byte[] encode(int size, long payloadAddress, Arch arch) {
        ByteBuffer message = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        var payload = new Payload(payloadAddress);
        List<Payload.Region> outs = new ArrayList<>();
        int at = WireFormat.REQUEST_SIZE;
        for (LoweredStep step : steps) {
            ByteBuffer call = message.slice(at, WireFormat.CALL_SIZE).order(ByteOrder.nativeOrder());
            encodeCall(step, call, payload, outs);
            call.putInt(WireFormat.CALL_NUMBER, step.call().number().on(arch));
            at += WireFormat.CALL_SIZE;
        }
        for (Payload.Region out : outs) {
            message.putLong(at, out.address()).putLong(at + 8, out.size());
            at += WireFormat.RANGE_SIZE;
        }
        message.putInt(0, steps.size()).putInt(4, outs.size());
        payload.copyTo(message, at);
        return message.array();
    }

    private static void encodeCall(LoweredStep lowered, ByteBuffer call, Payload payload, List<Payload.Region> outs) {
        Step step = lowered.step();
        int slots = 0;
        List<Arg> args = lowered.call().args();
        for (int i = 0; i < args.size(); i++) {
            long value = switch (args.get(i)) {
                case Arg.Value plain -> plain.value();
                case Arg.OfSlot earlier -> earlier.slot().index();
                case Arg.Memory memory -> payload.add(memory, outs);
            };
            slots |= args.get(i) instanceof Arg.OfSlot ? 1 << i : 0;
            call.putLong(8 * i, value);
        }
        call.putShort(WireFormat.CALL_SLOT, (short) step.slot().index());
        call.putShort(WireFormat.CALL_CHANNEL, (short) lowered.call().channel());
        int tolerated = WireFormat.CALL_TOLERATED;
        for (Errno errno : step.tolerated()) {
            call.putShort(tolerated, (short) errno.number());
            tolerated += 2;
        }
        call.putShort(WireFormat.CALL_SKIP_ON_SUCCESS, (short) step.skipOnSuccess());
        call.putShort(WireFormat.CALL_SKIP_ON_ERROR, (short) step.skipOnError());
        call.put(WireFormat.CALL_SLOTS, (byte) slots);
    }

    /** How many bytes the reply has. */
    public int replyBytes() {
        return size(steps).reply();
    }

    /** The answers to the steps; nothing for a step that was left out. */
    public List<Optional<Reply>> decode(byte[] message) {
        if (message.length != replyBytes()) {
            throw new LostStubException("a reply of " + message.length + " bytes where " + replyBytes() + " were due");
        }
        ByteBuffer results = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        List<Optional<Reply>> replies = new ArrayList<>(steps.size());
        int at = steps.size() * WireFormat.RESULT_SIZE;
        for (int i = 0; i < steps.size(); i++) {
            LoweredStep step = steps.get(i);
            long value = results.getLong(i * WireFormat.RESULT_SIZE);
            byte[] outs = Arrays.copyOfRange(message, at, at + step.outBytes());
            at += step.outBytes();
            replies.add(
                    value == WireFormat.NOT_RUN ? Optional.empty() : Optional.of(new Reply(value, cut(step, outs))));
        }
        return replies;
    }

    private static List<byte[]> cut(LoweredStep step, byte[] bytes) {
        if (step.outs() == 0) {
            return List.of();
        }
        List<Payload.Region> regions = new ArrayList<>();
        var payload = new Payload(0);
        for (Arg arg : step.call().args()) {
            if (arg instanceof Arg.Memory memory) {
                payload.add(memory, regions);
            }
        }
        List<byte[]> outs = new ArrayList<>();
        int at = 0;
        for (Payload.Region region : regions) {
            outs.add(Arrays.copyOfRange(bytes, at, at + region.size()));
            at += region.size();
        }
        return outs;
    }
}
