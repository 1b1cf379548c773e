package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.failure.HookException;
import dev.jrun.runtime.hook.HookPlan;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Lseek;
import dev.jrun.runtime.syscall.FileCall.MemfdCreate;
import dev.jrun.runtime.syscall.FileCall.Ppoll;
import dev.jrun.runtime.syscall.FileCall.Pread;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.PidfdOpen;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.syscall.WaitStatus;
import dev.jrun.spec.Hook;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Process;
import dev.jrun.spec.State;
import dev.jrun.spec.json.SpecWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Runs hooks as children of a stub: of the main stub in the runtime's namespaces, of init in the container's. */
public final class HookRunner {
    private static final int SIGCHLD = 17;
    private static final int OUTPUT_LIMIT = 4096;

    private final Stub parent;
    private final String folder;
    private final Consumer<Plan> credentials;

    /**
     * Hooks that are children of {@code parent}, with its ids and privileges.
     *
     * @param folder their working directory
     */
    public HookRunner(Stub parent, String folder) {
        this(parent, folder, plan -> {});
    }

    private HookRunner(Stub parent, String folder, Consumer<Plan> credentials) {
        this.parent = parent;
        this.folder = folder;
        this.credentials = credentials;
    }

    /** Programs of the container, run in its root as children of {@code init}: they may do what {@code process} may. */
    public static HookRunner inContainer(Stub init, Process process) {
        return new HookRunner(init, "/", StartStage.credentials(init, process)::addTo);
    }

    /**
     * Runs the hooks that belong to {@code point}, one after the other.
     *
     * @throws HookException for the first that fails; those behind it are not run
     */
    public void run(HookPoint point, Hooks hooks, State state) {
        for (Hook hook : point.of(hooks)) {
            runOne(point, hook, state);
        }
    }

    /** Runs one hook that belongs to {@code point}. */
    public void runOne(HookPoint point, Hook hook, State state) {
        byte[] json = SpecWriter.toCompactJson(state).getBytes(StandardCharsets.UTF_8);
        run(hook, json, point + " hook " + hook.path());
    }

    private void run(Hook hook, byte[] state, String name) {
        Fd.Number output =
                (Fd.Number) parent.call("make a file for the output of " + name, new MemfdCreate("hook-output"));
        try {
            WaitStatus status = await(start(hook, state, output, name), hook, name);
            if (status.exitCode() != 0) {
                throw new HookException(name + " failed: exit status " + status.exitCode() + said(output));
            }
        } finally {
            parent.call("close the output of " + name, new Close(output));
        }
    }

    private long start(Hook hook, byte[] state, Fd.Number output, String name) {
        try (Stub child = parent.clone(Set.of(), SIGCHLD, name)) {
            try {
                child.runLast(HookPlan.execute(hook, state, output, folder, credentials));
                return child.pid();
            } catch (SyscallException failure) {
                child.close();
                parent.call("reap " + name, new Wait4(child.pid(), Wait4.WALL));
                throw new HookException(name + ": " + failure.errno().message());
            }
        }
    }

    /** Waits for the hook's end, and brings it about when it takes longer than the config allows. */
    private WaitStatus await(long pid, Hook hook, String name) {
        Fd pidfd = parent.call("watch " + name, new PidfdOpen(pid));
        long millis = hook.timeout().isPresent() ? 1000L * hook.timeout().get() : -1;
        // The channel is watched too: a stub that slept here for ever would outlive an engine that died.
        List<Integer> watched = List.of(((Fd.Number) pidfd).value(), parent.channel());
        int[] events = parent.call("wait for " + name, new Ppoll(watched, Ppoll.POLLIN, millis));
        boolean late = events[0] == 0;
        if (late) {
            parent.run(HookPlan.kill(pid));
        }
        parent.call("stop watching " + name, new Close(pidfd));
        WaitStatus status = parent.call("wait for " + name, new Wait4(pid, Wait4.WALL));
        if (late) {
            throw new HookException(name + " was killed: it took longer than its timeout of "
                    + hook.timeout().orElse(0) + " s");
        }
        return status;
    }

    /** The end of what the hook has printed, on one line. */
    private String said(Fd.Number output) {
        long size = parent.call("measure a hook's output", new Lseek(output, 0, Lseek.SEEK_END));
        long from = Math.max(0, size - OUTPUT_LIMIT);
        byte[] bytes = parent.call("read a hook's output", new Pread(output, OUTPUT_LIMIT, from));
        String text = new String(bytes, StandardCharsets.UTF_8).strip().replace("\n", " | ");
        return text.isEmpty() ? "" : ": " + text;
    }
}
