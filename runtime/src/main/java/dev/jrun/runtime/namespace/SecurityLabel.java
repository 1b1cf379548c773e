package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.spec.Process;
import java.util.Optional;
import java.util.Set;

/**
 * {@code process.apparmorProfile} and {@code process.selinuxLabel}: what the process is confined by from its next
 * execve(2) on. A process can set that for itself only, so init writes it.
 */
public final class SecurityLabel {
    private static final String APPARMOR = "/process/apparmorProfile";
    private static final String SELINUX = "/process/selinuxLabel";

    private SecurityLabel() {}

    /** Whether {@code process} asks for any. */
    public static boolean isWanted(Process process) {
        return profile(process).isPresent() || label(process).isPresent();
    }

    /**
     * Sets what {@code process} asks for.
     *
     * @param procfs from {@link ProcfsHandle#ofInit}
     * @param self the number of init there
     */
    public static Plan plan(Process process, Fd procfs, String self) {
        Plan plan = new Plan();
        profile(process).ifPresent(profile -> {
            String intent = APPARMOR + ": take on the profile " + profile;
            // Before Linux 5.8 all modules share one file.
            Slot file = plan.callOrElse(
                    intent,
                    ProcfsHandle.open(procfs, self + "/attr/apparmor/exec"),
                    Set.of(Errno.ENOENT),
                    () -> plan.call(intent, ProcfsHandle.open(procfs, self + "/attr/exec")));
            plan.call(intent, Write.text(file, "exec " + profile));
            plan.call(intent, new Close(file));
        });
        label(process)
                .ifPresent(label -> ProcfsHandle.write(
                        plan, procfs, self + "/attr/exec", label, SELINUX + ": take on the label " + label));
        return plan;
    }

    private static Optional<String> profile(Process process) {
        return process.apparmorProfile().filter(text -> !text.isEmpty());
    }

    private static Optional<String> label(Process process) {
        return process.selinuxLabel().filter(text -> !text.isEmpty());
    }
}
