package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.SyscallNumber;
import java.util.List;

/** A call lowered to what the kernel takes. */
public final class RawCall {
    private final SyscallNumber number;
    private final Arg[] args;
    private final int channel;
    private final Extent extent;

    /**
     * A call.
     *
     * @param channel for one that clones: the descriptor that the child speaks to its engine on; 0 for any other call
     * @param args at most six
     */
    public RawCall(SyscallNumber number, int channel, Arg... args) {
        if (args.length > 6) {
            throw new IllegalArgumentException(number + " with " + args.length + " arguments");
        }
        this.number = number;
        this.args = args.clone();
        this.channel = channel;
        this.extent = new Extent(this.args);
    }

    public static RawCall of(SyscallNumber number, Arg... args) {
        return new RawCall(number, 0, args);
    }

    public SyscallNumber number() {
        return number;
    }

    /** How many arguments it has. */
    public int count() {
        return args.length;
    }

    public Arg arg(int index) {
        return args[index];
    }

    public List<Arg> args() {
        return List.of(args);
    }

    /** For a call that clones: the descriptor that the child speaks to its engine on; 0 for any other call. */
    public int channel() {
        return channel;
    }

    /** The memory that the arguments point to. */
    public Extent extent() {
        return extent;
    }

    @Override
    public String toString() {
        return number + args().toString();
    }
}
