package dev.jrun.runtime.syscall;

import java.util.List;

/**
 * What the kernel answered to one call.
 *
 * @param value what the call returned: zero or more when it succeeded, minus the errno when it failed
 * @param outs the out regions in the order in which the arguments have them, an outer region before those it points to
 */
public record Reply(long value, List<byte[]> outs) {
    public Reply {
        outs = List.copyOf(outs);
    }

    public static Reply of(long value) {
        return new Reply(value, List.of());
    }

    public boolean failed() {
        return isError(value);
    }

    /** Whether a call that returned {@code value} has failed. */
    public static boolean isError(long value) {
        return value < 0 && value >= -4095;
    }
}
