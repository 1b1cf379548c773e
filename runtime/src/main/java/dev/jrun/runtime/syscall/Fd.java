package dev.jrun.runtime.syscall;

/**
 * A file descriptor in the process that runs the call: a number that is known, or the result of an earlier step of the
 * same executor. Borrowed, never owned.
 */
public sealed interface Fd permits Fd.Number, Slot {
    /** AT_FDCWD: paths are relative to the working directory. */
    Fd CWD = new Number(-100);

    Fd STDIN = new Number(0);
    Fd STDOUT = new Number(1);
    Fd STDERR = new Number(2);

    /** A descriptor by its number. */
    record Number(int value) implements Fd {
        @Override
        public String toString() {
            return value == -100 ? "AT_FDCWD" : Integer.toString(value);
        }
    }

    /** A descriptor by its number. */
    static Fd of(int value) {
        return new Number(value);
    }

    /** How the descriptor stands in the arguments of a call. */
    default Arg arg() {
        return switch (this) {
            case Number number -> new Arg.Value(number.value());
            case Slot slot -> new Arg.OfSlot(slot);
        };
    }
}
