package dev.jrun.runtime.wire;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.LittleEndian;
import dev.jrun.runtime.syscall.Payload;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Volume;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Steps of one plan or several that fit into one request, and the reply to them into one reply. */
public final class Batch {
    private final ArrayList<Step> steps = new ArrayList<>();
    private final ArrayList<RawCall> calls = new ArrayList<>();
    private final Volume volume = new Volume();

    private Batch() {}

    /** A batch of one step, which stands in no plan. */
    public static Batch of(Step step) {
        var batch = new Batch();
        batch.add(step, step.call().lower());
        return batch;
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
        private Batch batch = new Batch();

        /** Most plans fit as they are. */
        void add(Plan plan) {
            int before = batch.length();
            batch.add(plan);
            if (!batch.fits()) {
                batch.cutAt(before);
                addGroups(plan);
            }
        }

        private void addGroups(Plan plan) {
            for (int first = 0; first < plan.length(); ) {
                int next = endOfGroup(plan, first);
                addGroup(plan, first, next);
                first = next;
            }
        }

        private static int endOfGroup(Plan plan, int first) {
            int last = first;
            for (int i = first; i <= last; i++) {
                last = Math.max(last, i + plan.step(i).reach());
            }
            return last + 1;
        }

        private void addGroup(Plan plan, int first, int next) {
            int before = batch.length();
            batch.add(plan, first, next);
            if (before == 0 || batch.fits()) {
                return;
            }
            batch.cutAt(before);
            batches.add(batch);
            batch = new Batch();
            batch.add(plan, first, next);
        }

        List<Batch> finish() {
            if (batch.length() > 0) {
                batches.add(batch);
            }
            return batches;
        }
    }

    private void add(Plan plan) {
        plan.addTo(steps, calls, volume);
    }

    private void add(Plan plan, int first, int next) {
        for (int i = first; i < next; i++) {
            add(plan.step(i), plan.call(i));
        }
    }

    private void add(Step step, RawCall call) {
        steps.add(step);
        calls.add(call);
        volume.add(call.extent());
    }

    private void cutAt(int length) {
        while (steps.size() > length) {
            steps.removeLast();
            volume.remove(calls.removeLast().extent());
        }
    }

    /** How many steps it has. */
    public int length() {
        return steps.size();
    }

    /** Step number {@code index} of this batch. */
    public Step step(int index) {
        return steps.get(index);
    }

    /**
     * Whether the batch fits into one message; only a batch of one group of steps may be too large. The room, too, has to
     * fit: it is that behind the request, in the stub's buffer for requests.
     */
    public boolean fits() {
        return headBytes() + payloadBytes() <= WireFormat.MESSAGE_MAX && replyFits();
    }

    /** Whether the reply fits into one message. Unlike a request, it can't be sent piece by piece. */
    public boolean replyFits() {
        return replyBytes() <= WireFormat.MESSAGE_MAX;
    }

    /** How many bytes of memory the calls point to. */
    public int payloadBytes() {
        return volume.bytes();
    }

    /** The request whose first byte will stand at {@code address} in the stub. */
    public byte[] encode(long address, Arch arch) {
        return encodeAt(address + headBytes(), arch);
    }

    /** The payload by itself, for {@link #encodeHead}: without the room, which is behind it. */
    public byte[] encodePayload(long address) {
        return Arrays.copyOfRange(encodeAt(address, Arch.current()), headBytes(), headBytes() + volume.payload());
    }

    /** The request without its payload, which stands at {@code payloadAddress} already. */
    public byte[] encodeHead(long payloadAddress, Arch arch) {
        return Arrays.copyOf(encodeAt(payloadAddress, arch), headBytes());
    }

    private int headBytes() {
        return WireFormat.REQUEST_SIZE + steps.size() * WireFormat.CALL_SIZE + volume.outs() * WireFormat.RANGE_SIZE;
    }

    private byte[] encodeAt(long payloadAddress, Arch arch) {
        int head = headBytes();
        int payload = volume.payload();
        byte[] message = new byte[head + payload];
        ByteBuffer behind = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        var memory = new Payload(behind, head, payloadAddress, payloadAddress + payload);
        List<Payload.Region> regions = new ArrayList<>(volume.outs());
        int at = WireFormat.REQUEST_SIZE;
        int range = at + steps.size() * WireFormat.CALL_SIZE;
        for (int i = 0; i < steps.size(); i++) {
            int before = regions.size();
            RawCall call = calls.get(i);
            encodeCall(call, message, at, memory, regions);
            encodeStep(steps.get(i), message, at);
            LittleEndian.put(message, at + WireFormat.CALL_NUMBER, call.number().on(arch));
            at += WireFormat.CALL_SIZE;
            for (int out = before; out < regions.size(); out++) {
                encodeRange(regions.get(out), i, message, range);
                range += WireFormat.RANGE_SIZE;
            }
        }
        LittleEndian.put(message, 0, steps.size());
        LittleEndian.put(message, 4, regions.size());
        return message;
    }

    private static void encodeRange(Payload.Region region, int call, byte[] message, int at) {
        LittleEndian.put(message, at, region.address());
        LittleEndian.put(message, at + WireFormat.RANGE_BYTES, region.out().size());
        LittleEndian.put(message, at + WireFormat.RANGE_CALL, region.out().room() ? call + 1 : 0);
    }

    private static void encodeCall(RawCall call, byte[] message, int at, Payload memory, List<Payload.Region> regions) {
        int slots = 0;
        for (int i = 0; i < call.count(); i++) {
            Arg arg = call.arg(i);
            long value = switch (arg) {
                case Arg.Value plain -> plain.value();
                case Arg.OfSlot earlier -> earlier.slot().index();
                case Arg.Memory filled -> memory.add(filled, regions);
                case Arg.Room room -> memory.add(room, regions);
            };
            slots |= arg instanceof Arg.OfSlot ? 1 << i : 0;
            LittleEndian.put(message, at + 8 * i, value);
        }
        LittleEndian.put(message, at + WireFormat.CALL_CHANNEL, call.channel());
        LittleEndian.put(message, at + WireFormat.CALL_SLOTS, slots);
    }

    private static void encodeStep(Step step, byte[] message, int at) {
        LittleEndian.put(message, at + WireFormat.CALL_SLOT, step.slot().index());
        if (!step.tolerated().isEmpty()) {
            int tolerated = at + WireFormat.CALL_TOLERATED;
            for (Errno errno : step.tolerated()) {
                LittleEndian.put(message, tolerated, errno.number());
                tolerated += 2;
            }
        }
        LittleEndian.put(message, at + WireFormat.CALL_SKIP_ON_SUCCESS, step.skipOnSuccess());
        LittleEndian.put(message, at + WireFormat.CALL_SKIP_ON_ERROR, step.skipOnError());
    }

    /** How many bytes the reply has at most: of what a call fills, only that comes back which it has filled. */
    public int replyBytes() {
        return steps.size() * WireFormat.RESULT_SIZE + volume.outBytes();
    }

    /** The answers to the steps. */
    public Replies decode(byte[] message) {
        return new Replies(calls, message);
    }
}
