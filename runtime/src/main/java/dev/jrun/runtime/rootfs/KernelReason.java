package dev.jrun.runtime.rootfs;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** What the kernel wrote about a mount that failed, fsopen(2): {@code tmpfs: Bad value for 'size'}. */
public final class KernelReason {
    private static final Errno ENODATA = new Errno(61);
    private static final int MESSAGE_SIZE = 512;

    private KernelReason() {}

    /**
     * Reads the reason of {@code failure} in the process that it happened in, before another plan is run there.
     * Nothing when the failed call is not about a new mount or the kernel gave no reason.
     */
    public static Optional<String> of(SyscallException failure, SyscallExecutor executor) {
        return context(failure.step().call())
                .flatMap(context -> number(context, failure))
                .flatMap(context -> read(context, executor));
    }

    private static Optional<Fd> context(Syscall<?> call) {
        return switch (call) {
            case MountCall.FsconfigFlag flag -> Optional.of(flag.context());
            case MountCall.FsconfigString string -> Optional.of(string.context());
            case MountCall.FsconfigCreate create -> Optional.of(create.context());
            case MountCall.FsconfigReconfigure reconfigure -> Optional.of(reconfigure.context());
            case MountCall.Fsmount mount -> Optional.of(mount.context());
            default -> Optional.empty();
        };
    }

    /** A slot is gone with its plan, the descriptor that was in it is still open. */
    private static Optional<Fd> number(Fd context, SyscallException failure) {
        return switch (context) {
            case Fd.Number number -> Optional.of(number);
            case Slot slot -> failure.replies().get(slot.index()).map(reply -> Fd.of((int) reply.value()));
        };
    }

    private static Optional<String> read(Fd context, SyscallExecutor executor) {
        var plan = new Plan();
        var read = new FileCall.Read(context, MESSAGE_SIZE);
        Slot slot = plan.attempt("read the kernel's reason", read, Set.of(ENODATA, Errno.EBADF));
        Outcome outcome = executor.run(plan);
        if (outcome.failure(slot).isPresent()) {
            return Optional.empty();
        }
        byte[] message = read.lift(new Reply(outcome.value(slot), outcome.outs(slot)));
        String text = new String(message, StandardCharsets.UTF_8).strip();
        // The level comes first: e, w or i.
        return Optional.of(text.length() > 2 && text.charAt(1) == ' ' ? text.substring(2) : text);
    }
}
