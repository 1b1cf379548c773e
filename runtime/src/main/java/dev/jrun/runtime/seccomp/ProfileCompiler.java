package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.failure.UnsupportedFeatureException;
import dev.jrun.runtime.ffi.LibSeccomp;
import dev.jrun.runtime.ffi.LibSeccomp.Condition;
import dev.jrun.spec.seccomp.Seccomp;
import dev.jrun.spec.seccomp.SeccompAction;
import dev.jrun.spec.seccomp.SeccompArch;
import dev.jrun.spec.seccomp.SeccompOperator;
import dev.jrun.spec.seccomp.SyscallArg;
import dev.jrun.spec.seccomp.SyscallRule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Compiles profiles. Where the specification leaves room it does as runc: this machine's architecture is always
 * covered, names that nobody knows are passed over, and so are rules that say what the default says. Calls newer than
 * all that the profile names are answered with ENOSYS.
 */
public final class ProfileCompiler {
    private static final String POINTER = "config.json: /linux/seccomp";
    private static final String ARCH_PREFIX = "SCMP_ARCH_";
    /** The library's word for: a binary search by the system call's number. */
    private static final int BINARY_TREE = 2;

    private final LibSeccomp library;

    public ProfileCompiler(LibSeccomp library) {
        this.library = library;
    }

    /** Compiles; refuses what the library can't do by its JSON pointer. */
    public BpfProgram compile(Seccomp profile) {
        int defaultAction = KernelAction.of(profile.defaultAction(), profile.defaultErrnoRet());
        try (LibSeccomp.Filter filter = library.filter(defaultAction)) {
            filter.setAttribute(LibSeccomp.Filter.OPTIMIZE, BINARY_TREE);
            addArchitectures(filter, profile.architectures());
            boolean notifies = false;
            for (int i = 0; i < profile.syscalls().size(); i++) {
                SyscallRule rule = profile.syscalls().get(i);
                int action = KernelAction.of(rule.action(), rule.errnoRet());
                if (action != defaultAction) {
                    boolean added = add(filter, POINTER + "/syscalls/" + i, rule, action);
                    notifies |= added && rule.action() == SeccompAction.SCMP_ACT_NOTIFY;
                }
            }
            byte[] program = new NewerCalls(library).answeredBefore(filter.export(), profile);
            return new BpfProgram(program, notifies);
        }
    }

    private void addArchitectures(LibSeccomp.Filter filter, List<SeccompArch> architectures) {
        for (int i = 0; i < architectures.size(); i++) {
            String pointer = POINTER + "/architectures/" + i + ": ";
            String name = architectures.get(i).name();
            OptionalInt token = library.architecture(libraryName(architectures.get(i)));
            if (token.isEmpty()) {
                throw new UnsupportedFeatureException(pointer + "libseccomp " + library.version() + " does not know "
                        + name + "; install a newer one, or remove it from the config");
            }
            int result = filter.addArchitecture(token.getAsInt());
            if (result != 0 && result != -Errno.EEXIST.number()) {
                throw new InvalidInputException(pointer + name
                        + " can't be in one filter with this machine's architecture, whose byte order differs;"
                        + " remove it from the config");
            }
        }
    }

    /** {@code x86_64} for SCMP_ARCH_X86_64. */
    static String libraryName(SeccompArch arch) {
        return arch.name().substring(ARCH_PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    /** Whether there was a name that the library knows. */
    private boolean add(LibSeccomp.Filter filter, String pointer, SyscallRule rule, int action) {
        boolean added = false;
        List<List<Condition>> alternatives = alternatives(rule.args());
        for (String name : rule.names()) {
            OptionalInt number = library.syscall(name);
            if (number.isEmpty()) {
                continue;
            }
            for (List<Condition> conditions : alternatives) {
                int result = filter.addRule(action, number.getAsInt(), conditions);
                if (result != 0 && result != -Errno.EEXIST.number()) {
                    throw new InvalidInputException(
                            pointer + ": libseccomp refuses the rule for " + name + ": " + message(result));
                }
            }
            added = true;
        }
        return added;
    }

    /**
     * The conditions that have to hold together, for each of the library's rules that this one becomes. Several
     * conditions on one argument are alternatives, as engines have come to rely on; then all of the rule's are.
     */
    private static List<List<Condition>> alternatives(List<SyscallArg> args) {
        List<Condition> conditions = new ArrayList<>();
        boolean repeated = false;
        long seen = 0;
        for (SyscallArg arg : args) {
            long bit = 1L << arg.index();
            repeated |= (seen & bit) != 0;
            seen |= bit;
            conditions.add(condition(arg));
        }
        if (!repeated) {
            return List.of(conditions);
        }
        List<List<Condition>> alternatives = new ArrayList<>();
        for (Condition condition : conditions) {
            alternatives.add(List.of(condition));
        }
        return alternatives;
    }

    private static Condition condition(SyscallArg arg) {
        long second = arg.valueTwo().orElse(BigInteger.ZERO).longValue();
        return new Condition(
                arg.index().intValue(), operator(arg.op()), arg.value().longValue(), second);
    }

    /** SCMP_CMP_* of the library. */
    private static int operator(SeccompOperator operator) {
        return switch (operator) {
            case SCMP_CMP_NE -> 1;
            case SCMP_CMP_LT -> 2;
            case SCMP_CMP_LE -> 3;
            case SCMP_CMP_EQ -> 4;
            case SCMP_CMP_GE -> 5;
            case SCMP_CMP_GT -> 6;
            case SCMP_CMP_MASKED_EQ -> 7;
        };
    }

    private static String message(int result) {
        return new Errno(-result).message();
    }
}
