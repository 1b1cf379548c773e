package dev.jrun.runtime.credential;

import dev.jrun.runtime.syscall.CredentialCall.Capset;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.CredentialCall.Setgroups;
import dev.jrun.runtime.syscall.CredentialCall.Setresgid;
import dev.jrun.runtime.syscall.CredentialCall.Setresuid;
import dev.jrun.runtime.syscall.FileCall.Umask;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.spec.Capabilities;
import dev.jrun.spec.Process;
import dev.jrun.spec.User;
import java.util.List;

/**
 * Makes init, which is root in its user namespace, the user that the config asks for, with exactly the capabilities that
 * the config asks for. The last thing before execve(2).
 *
 * @param lastCapability the highest number that the kernel knows
 */
public record Credentials(
        Identity identity, CapabilityMasks capabilities, int lastCapability, int umask, boolean noNewPrivileges) {
    /** What the spec leaves open; the usual one. */
    private static final int DEFAULT_UMASK = 0022;

    private static final int PERMISSIONS = 0777;

    /**
     * What must be known to prepare a process.
     *
     * @param lastCapability the number in /proc/sys/kernel/cap_last_cap
     * @param setgroupsAllowed whether /proc/PID/setgroups of the container's user namespace says {@code allow}
     */
    public record Facts(int lastCapability, boolean setgroupsAllowed) {}

    /**
     * Reads the credentials of {@code process} and refuses those that can't be had.
     *
     * @throws dev.jrun.runtime.failure.InvalidInputException with the JSON pointer of what is wrong
     */
    public static Credentials of(Process process, Facts facts) {
        User user = process.user().orElse(User.ROOT);
        return new Credentials(
                Identity.of(user, facts.setgroupsAllowed()),
                CapabilityMasks.of(process.capabilities().orElse(Capabilities.NONE), facts.lastCapability()),
                facts.lastCapability(),
                user.umask().map(mask -> (int) (mask & PERMISSIONS)).orElse(DEFAULT_UMASK),
                process.noNewPrivileges());
    }

    /** What the user should be told of: capabilities that the process won't have. */
    public List<String> warnings() {
        return capabilities.warnings();
    }

    /** Adds all steps to {@code plan}. */
    public void addTo(Plan plan) {
        addLimits(plan);
        addIdentity(plan);
    }

    /** Adds the steps that leave init what it may do now, and limit what comes of it. */
    public void addLimits(Plan plan) {
        if (noNewPrivileges) {
            plan.call("set no_new_privs", new Prctl(Prctl.PR_SET_NO_NEW_PRIVS, 1, 0));
        }
        limitCapabilities(plan);
        plan.call("set umask", new Umask(umask));
    }

    /**
     * Adds the steps that make init the user, behind the limits. A seccomp filter belongs in front of them where
     * noNewPrivileges is not set (it takes CAP_SYS_ADMIN then), else behind them.
     */
    public void addIdentity(Plan plan) {
        switchUser(plan);
        setCapabilities(plan);
    }

    /** While the process is still root: dropping takes CAP_SETPCAP, which setresuid(2) makes ineffective. */
    private void limitCapabilities(Plan plan) {
        for (int number = 0; number <= lastCapability; number++) {
            if ((capabilities.bounding() & 1L << number) == 0) {
                plan.call(
                        "drop capability " + number + " from the bounding set",
                        new Prctl(Prctl.PR_CAPBSET_DROP, number, 0));
            }
        }
        plan.call("keep capabilities for the user", new Prctl(Prctl.PR_SET_KEEPCAPS, 1, 0));
    }

    private void switchUser(Plan plan) {
        if (identity.setgroups()) {
            plan.call("set additional groups", new Setgroups(identity.groups()));
        }
        int gid = identity.gid();
        int uid = identity.uid();
        plan.call("set gid " + Integer.toUnsignedString(gid), new Setresgid(gid, gid, gid));
        plan.call("set uid " + Integer.toUnsignedString(uid), new Setresuid(uid, uid, uid));
        plan.call("stop keeping capabilities", new Prctl(Prctl.PR_SET_KEEPCAPS, 0, 0));
    }

    /** Ambient ones last: raising one takes it to be permitted and inheritable. */
    private void setCapabilities(Plan plan) {
        plan.call(
                "set capabilities",
                new Capset(capabilities.effective(), capabilities.permitted(), capabilities.inheritable()));
        plan.call("clear ambient capabilities", new Prctl(Prctl.PR_CAP_AMBIENT, Prctl.PR_CAP_AMBIENT_CLEAR_ALL, 0));
        for (Capability capability : CapabilityMasks.capabilitiesOf(capabilities.ambient())) {
            plan.call(
                    "raise ambient capability " + capability,
                    new Prctl(Prctl.PR_CAP_AMBIENT, Prctl.PR_CAP_AMBIENT_RAISE, capability.number()));
        }
    }
}
