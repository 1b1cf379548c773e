package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * System calls to run in order, made up without touching the kernel. A step that fails ends the plan, unless it
 * tolerates the errno. Branches are those that a stub can take by itself: leave out the next steps when this one
 * succeeded, or when it failed with an errno that it tolerates.
 */
public final class Plan {
    private final ArrayList<Step> steps = new ArrayList<>();
    private final List<Step> readOnly = Collections.unmodifiableList(steps);
    /** Those of the steps that were lowered. */
    private final ArrayList<RawCall> calls = new ArrayList<>(0);
    /** What these point to. */
    private final Volume volume = new Volume();
    /** For each slot the last step that writes to it. */
    private final List<Integer> lastWriters = new ArrayList<>();

    /** Adds a call that has to succeed. */
    public Slot call(String intent, Syscall<?> call) {
        return attempt(intent, call, Set.of());
    }

    /** Adds a call that may fail with {@code tolerated}; the plan goes on either way. */
    public Slot attempt(String intent, Syscall<?> call, Set<Errno> tolerated) {
        var slot = new Slot(steps.size());
        if (slot.equals(Slot.SPARE)) {
            throw new IllegalStateException("a plan has less than " + Slot.LIMIT + " steps");
        }
        lastWriters.add(steps.size());
        steps.add(new Step(intent, call, slot, tolerated, 0, 0));
        return slot;
    }

    /**
     * Adds a call and, for the case that it fails with one of {@code when}, the steps of {@code fallback}. The
     * fallback's last step takes the place of the call: its result goes to the same slot.
     */
    public Slot callOrElse(String intent, Syscall<?> call, Set<Errno> when, Runnable fallback) {
        int at = steps.size();
        Slot slot = attempt(intent, call, when);
        fallback.run();
        int last = steps.size() - 1;
        if (last == at) {
            throw new IllegalArgumentException("a fallback without steps: " + call);
        }
        Step end = steps.get(last);
        if (end.slot().index() != last) {
            throw new IllegalArgumentException("a fallback that ends with a fallback of its own: " + call);
        }
        steps.set(
                last,
                new Step(end.intent(), end.call(), slot, end.tolerated(), end.skipOnSuccess(), end.skipOnError()));
        steps.set(at, new Step(intent, call, slot, when, last - at, 0));
        lastWriters.set(at, last);
        return slot;
    }

    /** Adds a call and the steps of {@code body}, which are left out when the call fails with one of {@code unless}. */
    public Slot callThen(String intent, Syscall<?> call, Set<Errno> unless, Runnable body) {
        int at = steps.size();
        Slot slot = attempt(intent, call, unless);
        body.run();
        steps.set(at, new Step(intent, call, slot, unless, 0, steps.size() - 1 - at));
        return slot;
    }

    /**
     * Adds a call, the steps of {@code then} for the case that it succeeds, and those of {@code otherwise} for the case that
     * it fails with one of {@code when}. The last step of {@code then} has to be one that succeeds and that nothing is left
     * out behind.
     */
    public Slot callThenOrElse(String intent, Syscall<?> call, Set<Errno> when, Runnable then, Runnable otherwise) {
        Slot slot = callThen(intent, call, when, then);
        int last = steps.size() - 1;
        Step end = steps.get(last);
        if (last == slot.index() || end.reach() > 0 || !end.tolerated().isEmpty()) {
            throw new IllegalArgumentException("steps without a plain end: " + call);
        }
        otherwise.run();
        int left = steps.size() - 1 - last;
        steps.set(last, new Step(end.intent(), end.call(), end.slot(), Set.of(), left, 0));
        return slot;
    }

    /** Adds a call that has to succeed and whose result takes the place of what an earlier step has left in {@code slot}. */
    public void callAgain(Slot slot, String intent, Syscall<?> call) {
        lastWriters.add(steps.size());
        lastWriters.set(slot.index(), steps.size());
        steps.add(new Step(intent, call, slot, Set.of(), 0, 0));
    }

    /** The steps in order. */
    public List<Step> steps() {
        return readOnly;
    }

    /** How many steps it has. */
    public int length() {
        return steps.size();
    }

    /** Step number {@code index}. */
    public Step step(int index) {
        return steps.get(index);
    }

    /** The call of that step as the kernel takes it. Each is lowered once, however often the plan runs. */
    public RawCall call(int index) {
        if (index >= calls.size()) {
            lower();
        }
        return calls.get(index);
    }

    /** Lowers what was added since the last time. */
    public void lower() {
        for (int i = calls.size(); i < steps.size(); i++) {
            RawCall call = steps.get(i).call().lower();
            calls.add(call);
            volume.add(call.extent());
        }
    }

    /** Adds all steps, and their calls as the kernel takes them, to lists and a sum. */
    public void addTo(List<Step> allSteps, List<RawCall> allCalls, Volume all) {
        lower();
        allSteps.addAll(steps);
        allCalls.addAll(calls);
        all.add(volume);
    }

    /** The number of the last step that writes to {@code slot}: the step of that number, or the end of its fallback. */
    int lastWriter(Slot slot) {
        return lastWriters.get(slot.index());
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }
}
