package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.ProcessCall.Wait4;
import java.util.Optional;
import java.util.Set;

/**
 * An init in its finished container, a child of the main stub.
 *
 * @param listener the start socket, a descriptor of init's; for one that shall wait for start
 * @param program what it will execute
 */
public record BuiltInit(Stub init, Optional<Fd.Number> listener, Program program) {
    private static final int SIGKILL = 9;

    /** Leaves init waiting for start. From here on it lives without this engine. */
    public void park() {
        init.park(listener.orElseThrow(() -> new IllegalStateException("this init was not to wait for start")));
    }

    /** Kills init and reaps it. */
    public void end(Stub main) {
        init.close();
        var plan = new Plan();
        plan.call("kill container init", new Kill(init.pid(), SIGKILL));
        plan.attempt("wait for container init", new Wait4(init.pid(), Wait4.WALL), Set.of(Errno.ECHILD));
        main.run(plan);
    }
}
