package dev.jrun.runtime.syscall;

/**
 * The place where an executor keeps the result of a step, to be an argument of later steps. Slots live as long as their
 * executor and are overwritten by the next plan that uses the same index.
 *
 * @param index 0 to {@value #LIMIT} - 1
 */
public record Slot(int index) implements Fd {
    /** How many slots an executor has, mirrored by SLOTS in wire.h. */
    public static final int LIMIT = 4096;

    /** The slot that no plan uses: for calls that an executor makes by itself in the middle of a plan. */
    public static final Slot SPARE = new Slot(LIMIT - 1);

    public Slot {
        if (index < 0 || index >= LIMIT) {
            throw new IllegalArgumentException("no slot has the number " + index);
        }
    }

    @Override
    public String toString() {
        return "$" + index;
    }
}
