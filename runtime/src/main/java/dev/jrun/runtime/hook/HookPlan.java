package dev.jrun.runtime.hook;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.DescriptorCall.Lseek;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Chdir;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.DefaultAction;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.Kill;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.runtime.syscall.ProcessCall.Setsid;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.Hook;
import java.util.List;
import java.util.Set;

/** The system calls that turn a clone of a stub into a hook, and those that end one. */
public final class HookPlan {
    private static final int FIRST_AFTER_STDIO = 3;
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int LAST_SIGNAL = 64;

    private HookPlan() {}

    /**
     * Executes {@code hook} in the process that runs the plan.
     *
     * @param state the container's state as JSON
     * @param output where its standard output and error go, a descriptor of that process
     * @param folder its working directory
     * @param user what the process becomes before it is the hook
     */
    public static Plan execute(Hook hook, byte[] state, Fd output, String folder, HookUser user) {
        String intent = "run hook " + hook.path();
        var plan = new Plan();
        plan.call(intent, new Setsid());
        Slot input = plan.call(intent, new MemfdCreate("hook-state"));
        plan.call(intent, new Write(input, state));
        plan.call(intent, new Lseek(input, 0, Lseek.SEEK_SET));
        plan.call(intent, new Dup3(input, 0, false));
        plan.call(intent, new Dup3(output, 1, false));
        plan.call(intent, new Dup3(output, 2, false));
        plan.call(intent, new Chdir(folder));
        plan.call(intent, new CloseRange(FIRST_AFTER_STDIO, -1, true));
        resetSignals(plan, intent);
        List<String> argv = hook.args().isEmpty() ? List.of(hook.path()) : hook.args();
        user.addTo(plan, rest -> rest.call(intent, new Execve(hook.path(), argv, hook.env())));
        return plan;
    }

    /** The caller of jrun may ignore or block some, which is no matter of the hook's. */
    private static void resetSignals(Plan plan, String intent) {
        for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
            if (signal != SIGKILL && signal != SIGSTOP) {
                plan.call(intent, new DefaultAction(signal));
            }
        }
        plan.call(intent, new RtSigprocmask(RtSigprocmask.SIG_SETMASK, 0));
    }

    /** Kills the hook {@code pid} and the processes of its session's first group. */
    public static Plan kill(long pid) {
        var plan = new Plan();
        plan.attempt("kill hook " + pid, new Kill(-pid, SIGKILL), Set.of(Errno.ESRCH));
        return plan;
    }
}
