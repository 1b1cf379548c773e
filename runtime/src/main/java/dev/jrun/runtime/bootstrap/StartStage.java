package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.credential.Credentials;
import dev.jrun.runtime.credential.Environment;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.FileCall.CloseRange;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.spec.Process;
import java.util.List;

/** The last thing that init does as a stub: it becomes the user's program. */
public final class StartStage {
    private static final int FIRST_AFTER_STDIO = 3;

    private StartStage() {}

    /**
     * Executes the program. Comes back when it runs.
     *
     * @param init waits in its root filesystem and working directory
     */
    public static void run(Stub init, Process process, Program program) {
        var facts = new Credentials.Facts(ProcessFacts.lastCapability(), ProcessFacts.allowsSetgroups(init.pid()));
        var plan = new Plan();
        Credentials.of(process, facts).addTo(plan);
        plan.call("close descriptors on exec", new CloseRange(FIRST_AFTER_STDIO, -1, true));
        plan.call("unblock signals", new RtSigprocmask(RtSigprocmask.SIG_SETMASK, 0));
        List<String> environment = new Environment(process.env()).withHome(program.home());
        plan.call("exec " + program.path(), new Execve(program.path(), process.args(), environment));
        init.runLast(plan);
    }
}
