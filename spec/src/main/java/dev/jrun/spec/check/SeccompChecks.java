package dev.jrun.spec.check;

import dev.jrun.spec.seccomp.Seccomp;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SyscallArg;
import dev.jrun.spec.seccomp.SyscallRule;
import java.util.List;

/** Checks of the system call filter. */
final class SeccompChecks {
    private static final String POINTER = "/linux/seccomp";
    private static final int ARGUMENTS = 6;

    private final Seccomp seccomp;
    private final Problems problems;

    SeccompChecks(Seccomp seccomp, Problems problems) {
        this.seccomp = seccomp;
        this.problems = problems;
    }

    void check() {
        if (seccomp.defaultAction() == SeccompAction.SCMP_ACT_NOTIFY) {
            problems.error(POINTER + "/defaultAction", "SCMP_ACT_NOTIFY can't be the default, it would stop itself");
        }
        String listener = seccomp.listenerPath().orElse("");
        if (listener.isEmpty() && !seccomp.listenerMetadata().orElse("").isEmpty()) {
            problems.error(POINTER + "/listenerMetadata", "is given without a listenerPath");
        }
        if (!listener.isEmpty()) {
            problems.absolutePath(POINTER + "/listenerPath", listener);
        }
        for (int i = 0; i < seccomp.syscalls().size(); i++) {
            rule(POINTER + "/syscalls/" + i, seccomp.syscalls().get(i), listener);
        }
    }

    private void rule(String pointer, SyscallRule rule, String listener) {
        if (rule.action() == SeccompAction.SCMP_ACT_NOTIFY && listener.isEmpty()) {
            problems.error(pointer + "/action", "SCMP_ACT_NOTIFY needs a listenerPath");
        }
        if (rule.names().contains("")) {
            problems.error(pointer + "/names/" + rule.names().indexOf(""), "the name of a system call is empty");
        }
        List<SyscallArg> arguments = rule.args();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).index() >= ARGUMENTS) {
                problems.error(
                        pointer + "/args/" + i + "/index",
                        "expected 0 to 5, found " + arguments.get(i).index());
            }
        }
    }
}
