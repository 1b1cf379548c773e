package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.bootstrap.TerminalReceiver;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.TerminalCall.GetAttributes;
import dev.jrun.runtime.syscall.TerminalCall.GetWindowSize;
import dev.jrun.runtime.syscall.TerminalCall.SetAttributes;
import dev.jrun.runtime.syscall.TerminalCall.SetWindowSize;
import dev.jrun.runtime.syscall.WindowSize;
import java.util.List;
import java.util.Optional;

/**
 * The terminal of a container in the foreground, with the caller at its other side. Where the caller sits at a terminal,
 * that one becomes a mere window on the container's: it has its size, and passes all that is typed on as it is.
 */
final class ForegroundTerminal implements TerminalReceiver {
    private static final List<Fd> STANDARD = List.of(Fd.STDIN, Fd.STDOUT, Fd.STDERR);

    private final Stub main;
    private Optional<Fd.Number> master = Optional.empty();
    private Optional<TerminalRelay> relay = Optional.empty();
    private Optional<TerminalGuard> guard = Optional.empty();

    ForegroundTerminal(Stub main) {
        this.main = main;
    }

    @Override
    public void receive(Fd.Number received, String name) {
        master = Optional.of(received);
        main.call("make the terminal not block", new Fcntl(received, Fcntl.F_SETFL, OpenFlag.O_NONBLOCK.bits()));
        // The caller's terminal adds the carriage returns; a file or a pipe shall have none.
        var attributes = main.call("ask for the terminal's attributes", new GetAttributes(received));
        main.call("set the terminal's attributes", new SetAttributes(received, attributes.plainNewlines()));
        resize();
        guard = TerminalGuard.ofInput(main);
        relay = Optional.of(new TerminalRelay(main, main.channel(), received));
    }

    /** What carries the bytes; nothing for a process without a terminal. */
    Optional<TerminalRelay> relay() {
        return relay;
    }

    /** Gives the container's terminal the size of the caller's, where there is one that has a size. */
    void resize() {
        Optional<WindowSize> size = STANDARD.stream()
                .flatMap(fd -> size(fd).stream())
                .filter(window -> window.rows() > 0 && window.columns() > 0)
                .findFirst();
        if (master.isPresent() && size.isPresent()) {
            main.call("set the size of the terminal", new SetWindowSize(master.get(), size.get()));
        }
    }

    private Optional<WindowSize> size(Fd fd) {
        try {
            return Optional.of(main.call("ask for the terminal's size", new GetWindowSize(fd)));
        } catch (SyscallException noTerminal) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        guard.ifPresent(TerminalGuard::close);
        master.ifPresent(fd -> main.call("close the terminal", new Close(fd)));
    }
}
