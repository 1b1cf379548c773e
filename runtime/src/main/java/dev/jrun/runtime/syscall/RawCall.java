package dev.jrun.runtime.syscall;

import dev.jrun.runtime.abi.SyscallNumber;
import java.util.List;

/**
 * A call lowered to what the kernel takes.
 *
 * @param args at most six
 * @param channel for a call that clones: the descriptor that the child speaks to its engine on; 0 for any other call
 * @param extent the memory that {@code args} point to
 */
public record RawCall(SyscallNumber number, List<Arg> args, int channel, Extent extent) {
    public RawCall {
        args = List.copyOf(args);
        if (args.size() > 6) {
            throw new IllegalArgumentException(number + " with " + args.size() + " arguments");
        }
    }

    public RawCall(SyscallNumber number, List<Arg> args, int channel) {
        this(number, args, channel, new Extent(args));
    }

    public static RawCall of(SyscallNumber number, Arg... args) {
        return new RawCall(number, List.of(args), 0);
    }
}
