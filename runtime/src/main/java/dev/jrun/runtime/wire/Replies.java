package dev.jrun.runtime.wire;

import dev.jrun.runtime.failure.LostStubException;
import dev.jrun.runtime.syscall.Extent;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The answers to the steps of a batch; nothing for a step that was left out. Of most of them nobody wants to know more than
 * that they are no error, so each stays in its message until it is asked for.
 */
public final class Replies extends AbstractList<Optional<Reply>> implements RandomAccess {
    private final RawCall[] calls;
    private final byte[] message;
    private final ByteBuffer results;
    /** Where the bytes of each step begin. */
    private final int[] starts;

    /** Those in {@code message}; a {@link LostStubException} where it has not the bytes that are due. */
    Replies(List<RawCall> steps, byte[] message) {
        this.calls = steps.toArray(new RawCall[0]);
        this.message = message;
        this.results = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        this.starts = new int[calls.length];
        int head = calls.length * WireFormat.RESULT_SIZE;
        int due = message.length < head ? head : measure(head);
        if (message.length != due) {
            throw new LostStubException("a reply of " + message.length + " bytes where " + due + " were due");
        }
    }

    private int measure(int head) {
        int at = head;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            Extent extent = calls[i].extent();
            if (extent.outBytes() > 0) {
                at += extent.outBytes(value(i));
            }
        }
        return at;
    }

    @Override
    public int size() {
        return calls.length;
    }

    /** Whether step {@code index} was run and has failed. */
    public boolean hasFailed(int index) {
        return Reply.isError(value(index));
    }

    /** What the call of step {@code index} has returned, which was run. */
    public long value(int index) {
        return results.getLong(index * WireFormat.RESULT_SIZE);
    }

    @Override
    public Optional<Reply> get(int index) {
        long value = value(index);
        if (value == WireFormat.NOT_RUN) {
            return Optional.empty();
        }
        List<Extent.Out> outs = calls[index].extent().outs();
        return Optional.of(outs.isEmpty() ? Reply.of(value) : new Reply(value, cut(outs, starts[index], value)));
    }

    private List<byte[]> cut(List<Extent.Out> outs, int start, long value) {
        List<byte[]> cut = new ArrayList<>(outs.size());
        int at = start;
        for (Extent.Out out : outs) {
            int end = at + out.bytesAfter(value);
            cut.add(Arrays.copyOfRange(message, at, end));
            at = end;
        }
        return cut;
    }
}
