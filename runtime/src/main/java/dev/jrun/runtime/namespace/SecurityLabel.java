package dev.jrun.runtime.namespace;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Outcome;
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

    private final Plan plan = new Plan();
    private final Process process;
    private Optional<Slot> profileWritten = Optional.empty();

    private SecurityLabel(Process process) {
        this.process = process;
    }

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
    public static SecurityLabel of(Process process, Fd procfs, String self) {
        var security = new SecurityLabel(process);
        profile(process).ifPresent(profile -> security.takeOnProfile(profile, procfs, self));
        label(process)
                .ifPresent(label -> ProcfsHandle.write(
                        security.plan, procfs, self + "/attr/exec", label, SELINUX + ": take on the label " + label));
        return security;
    }

    private void takeOnProfile(String profile, Fd procfs, String self) {
        String intent = APPARMOR + ": take on the profile " + profile;
        // Before Linux 5.8 all modules share one file.
        Slot file = plan.callOrElse(
                intent,
                ProcfsHandle.open(procfs, self + "/attr/apparmor/exec"),
                Set.of(Errno.ENOENT),
                () -> plan.call(intent, ProcfsHandle.open(procfs, self + "/attr/exec")));
        profileWritten = Optional.of(plan.attempt(intent, Write.text(file, "exec " + profile), Set.of(Errno.ENOENT)));
        plan.call(intent, new Close(file));
    }

    public Plan plan() {
        return plan;
    }

    /** An {@link UnsupportedFeatureException} where the kernel does not know the profile. */
    public void check(Outcome outcome) {
        if (profileWritten.flatMap(outcome::failure).isPresent()) {
            throw new UnsupportedFeatureException(APPARMOR + ": the kernel has no profile "
                    + profile(process).orElseThrow() + "; load it with apparmor_parser");
        }
    }

    private static Optional<String> profile(Process process) {
        return process.apparmorProfile().filter(text -> !text.isEmpty());
    }

    private static Optional<String> label(Process process) {
        return process.selinuxLabel().filter(text -> !text.isEmpty());
    }
}
