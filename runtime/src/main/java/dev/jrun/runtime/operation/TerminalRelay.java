package dev.jrun.runtime.operation;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll.Watched;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries bytes between a terminal's master and the standard input and output. One chunk is under way in each direction:
 * a side is read when what came from it is gone, and written to when it has room.
 */
final class TerminalRelay {
    /** What a pipe takes without blocking once poll(2) says that it has room. */
    private static final int CHUNK = 4096;

    /** More than a terminal holds: what a process has written before its end is in there. */
    private static final int DRAINED_AT_MOST = 1 << 20;

    private static final byte[] NOTHING = {};
    private static final Fd.Number STDIN = (Fd.Number) Fd.STDIN;
    private static final Fd.Number STDOUT = (Fd.Number) Fd.STDOUT;

    private final SyscallExecutor main;
    private final int channel;
    private final Fd.Number master;
    private boolean masterOpen = true;
    private boolean inputOpen = true;
    private boolean outputOpen = true;
    private byte[] typed = NOTHING;
    private byte[] shown = NOTHING;

    /**
     * Between {@code master} and the standard descriptors.
     *
     * @param main runs calls in the process that has them
     * @param channel the descriptor there whose end tells that this engine has died
     * @param master does not block
     */
    TerminalRelay(SyscallExecutor main, int channel, Fd.Number master) {
        this.main = main;
        this.channel = channel;
        this.master = master;
    }

    /** What to wait for. A side that has hung up is left out, as it would be ready for ever. */
    List<Watched> watched() {
        List<Watched> watched = new ArrayList<>();
        int events = (shown.length == 0 ? Ppoll.POLLIN : 0) | (typed.length == 0 ? 0 : Ppoll.POLLOUT);
        if (masterOpen && events != 0) {
            watched.add(new Watched(master.value(), events));
        }
        if (masterOpen && inputOpen && typed.length == 0) {
            watched.add(new Watched(STDIN.value(), Ppoll.POLLIN));
        }
        if (shown.length > 0) {
            watched.add(new Watched(STDOUT.value(), Ppoll.POLLOUT));
        }
        return watched;
    }

    /** Moves what can be moved; {@code ready} has the revents of each descriptor. */
    void serve(Map<Integer, Integer> ready) {
        if (ready.getOrDefault(STDOUT.value(), 0) != 0) {
            show();
        }
        int events = ready.getOrDefault(master.value(), 0);
        if (typed.length > 0 && events != 0) {
            type(events);
        }
        if (shown.length == 0 && (events & ~Ppoll.POLLOUT) != 0) {
            readMaster();
        }
        if (ready.getOrDefault(STDIN.value(), 0) != 0) {
            readInput();
        }
    }

    /** Shows what was written to the terminal before the container's process ended. */
    void drain() {
        int drained = 0;
        while (masterOpen && drained < DRAINED_AT_MOST) {
            showAll();
            if (!readMaster()) {
                return;
            }
            drained += shown.length;
        }
        showAll();
    }

    private void showAll() {
        while (shown.length > 0) {
            var output = new Watched(STDOUT.value(), Ppoll.POLLOUT);
            main.call("wait for the output", new Ppoll(List.of(output, new Watched(channel, Ppoll.POLLIN)), -1));
            show();
        }
    }

    private void show() {
        try {
            shown = written(STDOUT, shown);
        } catch (SyscallException closed) {
            // Nobody looks any more. The container's process must not be held up by that.
            outputOpen = false;
            shown = NOTHING;
        }
    }

    private void type(int events) {
        try {
            byte[] rest = written(master, typed);
            boolean stuck = rest.length == typed.length && (events & Ppoll.POLLHUP) != 0;
            typed = stuck ? NOTHING : rest;
        } catch (SyscallException closed) {
            typed = NOTHING;
        }
    }

    /** The rest of {@code bytes}, once as many as there is room for were written. */
    private byte[] written(Fd to, byte[] bytes) {
        try {
            int count = main.call("write to the terminal", new Write(to, bytes)).intValue();
            return Arrays.copyOfRange(bytes, count, bytes.length);
        } catch (SyscallException full) {
            if (full.errno().equals(Errno.EAGAIN)) {
                return bytes;
            }
            throw full;
        }
    }

    /** Reads what there is; false when there is nothing. */
    private boolean readMaster() {
        Optional<byte[]> bytes = read(master);
        // EIO, or the end: no process has the other side open.
        masterOpen = bytes.isPresent();
        byte[] read = bytes.orElse(NOTHING);
        shown = outputOpen ? read : NOTHING;
        return read.length > 0;
    }

    private void readInput() {
        Optional<byte[]> bytes = read(STDIN);
        inputOpen = bytes.isPresent();
        typed = bytes.orElse(NOTHING);
    }

    /** What there is to read, no bytes where that is none yet; nothing at the end. */
    private Optional<byte[]> read(Fd from) {
        try {
            byte[] bytes = main.call("read from the terminal", new Read(from, CHUNK));
            return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
        } catch (SyscallException failure) {
            return failure.errno().equals(Errno.EAGAIN) ? Optional.of(NOTHING) : Optional.empty();
        }
    }
}
