package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.credential.Credentials;
import dev.jrun.runtime.failure.HookException;
import dev.jrun.runtime.hook.HookPoint;
import dev.jrun.runtime.hook.HookUser;
import dev.jrun.runtime.seccomp.Filter;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.spec.Hook;
import dev.jrun.spec.Hooks;
import dev.jrun.spec.Process;
import dev.jrun.spec.State;
import dev.jrun.spec.json.SpecWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Runs hooks as children of a stub: of the main stub in the runtime's namespaces, of init in the container's. */
public final class HookRunner {
    private final ChildProgram programs;

    /**
     * Hooks that are children of {@code parent}, with its ids and privileges.
     *
     * @param folder their working directory
     */
    public HookRunner(Stub parent, String folder) {
        this(new ChildProgram(parent, folder, HookUser.THE_SAME));
    }

    private HookRunner(ChildProgram programs) {
        this.programs = programs;
    }

    /**
     * Programs of the container, run in its root as children of {@code init}: they may do what {@code process} may.
     *
     * @param filter the process's own; what a listener would answer is answered by the kernel with ENOSYS
     */
    public static HookRunner inContainer(Stub init, Process process, Optional<Filter> filter) {
        Credentials credentials = StartStage.credentials(init, process);
        Optional<Filter> unheard = filter.map(Filter::withoutListener);
        HookUser user = (plan, exec) -> StartStage.confine(plan, credentials, process, unheard, exec);
        return new HookRunner(new ChildProgram(init, "/", user));
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
        String name = point + " hook " + hook.path();
        ChildProgram.End end = programs.run(new ChildProgram.Order(hook, json, name));
        if (end.exitCode().isEmpty()) {
            throw new HookException(name + " was killed: it took longer than its timeout of "
                    + hook.timeout().orElse(0) + " s");
        }
        int exitCode = end.exitCode().get();
        if (exitCode != 0) {
            String said = end.said().isEmpty() ? "" : ": " + end.said();
            throw new HookException(name + " failed: exit status " + exitCode + said);
        }
    }
}
