package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.HookException;
import dev.jrun.runtime.hook.HookPlan;
import dev.jrun.runtime.hook.HookUser;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.Lseek;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.DescriptorCall.Ppoll;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Pread;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.WaitStatus;
import dev.jrun.spec.Hook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs a program as a child of a stub, to its end. */
final class ChildProgram {
    private static final int SIGCHLD = 17;
    private static final int OUTPUT_LIMIT = 4096;

    private final Stub parent;
    private final String folder;
    private final HookUser user;

    /**
     * A program that is run as a child of {@code parent}.
     *
     * @param folder its working directory
     * @param user what its process gives up before
     */
    ChildProgram(Stub parent, String folder, HookUser user) {
        this.parent = parent;
        this.folder = folder;
        this.user = user;
    }

    /**
     * How a program ended.
     *
     * @param exitCode as shells give it; empty when it was killed because it took longer than it may
     * @param said the end of what it has printed, on one line
     */
    record End(Optional<Integer> exitCode, String said) {}

    /** What to run, with which input, and its name for messages. */
    record Order(Hook program, byte[] input, String name) {}

    /**
     * Runs the program.
     *
     * @throws HookException when it can't be executed
     */
    End run(Order order) {
        String name = order.name();
        Fd.Number output =
                (Fd.Number) parent.call("make a file for the output of " + name, new MemfdCreate("hook-output"));
        try {
            Optional<Integer> exitCode = await(start(order, output), order);
            return new End(exitCode, said(output));
        } finally {
            parent.call("close the output of " + name, new Close(output));
        }
    }

    private long start(Order order, Fd.Number output) {
        try (Stub child = parent.clone(Set.of(), SIGCHLD, order.name())) {
            try {
                child.runLast(HookPlan.execute(order.program(), order.input(), output, folder, user));
                return child.pid();
            } catch (SyscallException failure) {
                child.close();
                parent.call("reap " + order.name(), new Wait4(child.pid(), Wait4.WALL));
                throw new HookException(order.name() + ": " + failure.errno().message());
            }
        }
    }

    /** Waits for the program's end, and brings it about when it takes longer than it may. */
    private Optional<Integer> await(long pid, Order order) {
        String name = order.name();
        Optional<Integer> seconds = order.program().timeout();
        Fd pidfd = parent.call("watch " + name, new PidfdOpen(pid));
        long millis = seconds.isPresent() ? 1000L * seconds.get() : -1;
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        List<Integer> watched = List.of(((Fd.Number) pidfd).value(), parent.channel());
        int[] events = parent.call("wait for " + name, new Ppoll(watched, Ppoll.POLLIN, millis));
        boolean late = events[0] == 0;
        if (late) {
            parent.run(HookPlan.kill(pid));
        }
        parent.call("stop watching " + name, new Close(pidfd));
        WaitStatus status = parent.call("wait for " + name, new Wait4(pid, Wait4.WALL));
        return late ? Optional.empty() : Optional.of(status.exitCode());
    }

    private String said(Fd.Number output) {
        long size = parent.call("measure a program's output", new Lseek(output, 0, Lseek.SEEK_END));
        long from = Math.max(0, size - OUTPUT_LIMIT);
        byte[] bytes = parent.call("read a program's output", new Pread(output, OUTPUT_LIMIT, from));
        return new String(bytes, StandardCharsets.UTF_8).strip().replace("\n", " | ");
    }
}
