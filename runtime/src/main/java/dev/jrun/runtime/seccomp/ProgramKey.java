package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.spec.seccomp.Seccomp;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SyscallArg;
import dev.jrun.spec.seccomp.SyscallRule;
import java.util.Optional;

/**
 * All that a program is made from, as one text: equal texts give equal programs, and different profiles have different
 * texts. Compared as a whole, so no hash has to be trusted.
 */
final class ProgramKey {
    /** To be raised when {@link ProfileCompiler} makes something else of the same profile. */
    private static final int COMPILER_VERSION = 2;

    private final StringBuilder text = new StringBuilder(8192);

    private ProgramKey() {}

    static String of(Seccomp profile, Arch arch, String libraryVersion) {
        var key = new ProgramKey();
        key.number(COMPILER_VERSION).text(libraryVersion).text(arch.name());
        key.text(profile.defaultAction().name()).number(profile.defaultErrnoRet());
        key.number(profile.architectures().size());
        for (SeccompArch architecture : profile.architectures()) {
            key.text(architecture.name());
        }
        key.number(profile.syscalls().size());
        for (SyscallRule rule : profile.syscalls()) {
            key.rule(rule);
        }
        return key.text.toString();
    }

    private void rule(SyscallRule rule) {
        text(rule.action().name()).number(rule.errnoRet());
        number(rule.names().size());
        for (String name : rule.names()) {
            text(name);
        }
        number(rule.args().size());
        for (SyscallArg arg : rule.args()) {
            number(arg.index()).text(arg.op().name()).text(arg.value().toString());
            text(arg.valueTwo().isPresent() ? arg.valueTwo().get().toString() : "");
        }
    }

    /** With its length in front: no text can pass for two. */
    private ProgramKey text(String part) {
        text.append(part.length()).append(':').append(part);
        return this;
    }

    private ProgramKey number(long number) {
        text.append(number).append(';');
        return this;
    }

    private ProgramKey number(Optional<Long> number) {
        return number.isPresent() ? number(number.get()) : text("");
    }
}
