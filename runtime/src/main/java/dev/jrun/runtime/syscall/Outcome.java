package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import java.util.List;
import java.util.Optional;

/**
 * What became of a plan.
 *
 * @param replies for each step its answer, or nothing where it was left out; nobody changes the list any more
 */
public record Outcome(Plan plan, List<Optional<Reply>> replies) {
    /** The number that the last step to run with this slot returned; an error when none ran. */
    public long value(Slot slot) {
        return reply(slot).value();
    }

    /** The out regions of the last step to run with this slot. */
    public List<byte[]> outs(Slot slot) {
        return reply(slot).outs();
    }

    /** The descriptor that the step returned. */
    public Fd fd(Slot slot) {
        return Fd.of((int) value(slot));
    }

    /** The tolerated errno that the last step to run with this slot failed with, if it failed. */
    public Optional<Errno> failure(Slot slot) {
        Reply reply = reply(slot);
        return reply.failed() ? Optional.of(new Errno((int) -reply.value())) : Optional.empty();
    }

    /** Whether a step with this slot was run at all. */
    public boolean ran(Slot slot) {
        return find(slot).isPresent();
    }

    /** The answer to the last step to run with this slot; an error when none ran. */
    public Reply reply(Slot slot) {
        return find(slot).orElseThrow(() -> new IllegalStateException("no step with slot " + slot + " was run"));
    }

    private Optional<Reply> find(Slot slot) {
        Optional<Reply> last = at(plan.lastWriter(slot));
        return last.isPresent() ? last : at(slot.index());
    }

    private Optional<Reply> at(int step) {
        return step < replies.size() ? replies.get(step) : Optional.empty();
    }
}
