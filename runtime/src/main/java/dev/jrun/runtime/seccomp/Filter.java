package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.Flag;
import dev.jrun.runtime.abi.SeccompFilterFlag;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.CredentialCall.SetSeccompFilter;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.RawCall;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.spec.seccomp.Seccomp;
import dev.jrun.spec.seccomp.SeccompFlag;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a container's init loads into the kernel before it executes the user's program. */
public record Filter(BpfProgram program, Set<SeccompFilterFlag> flags) {
    public Filter {
        flags = Flag.copy(flags);
    }

    /** The filter of {@code profile}, which {@code program} was compiled from. */
    public static Filter of(BpfProgram program, Seccomp profile) {
        Set<SeccompFilterFlag> flags = EnumSet.noneOf(SeccompFilterFlag.class);
        for (SeccompFlag flag : profile.flags()) {
            switch (flag) {
                // A process with one thread has no others to take along.
                case SECCOMP_FILTER_FLAG_TSYNC -> {}
                case SECCOMP_FILTER_FLAG_LOG -> flags.add(SeccompFilterFlag.SECCOMP_FILTER_FLAG_LOG);
                case SECCOMP_FILTER_FLAG_SPEC_ALLOW -> flags.add(SeccompFilterFlag.SECCOMP_FILTER_FLAG_SPEC_ALLOW);
                case SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV -> {
                    // The kernel says EINVAL to it where nobody listens.
                    if (program.notifies()) {
                        flags.add(SeccompFilterFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
                    }
                }
            }
        }
        if (program.notifies()) {
            flags.add(SeccompFilterFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
        }
        return new Filter(program, flags);
    }

    /** This filter for a process that nobody listens to: what would be asked of a listener is answered with ENOSYS. */
    public Filter withoutListener() {
        Set<SeccompFilterFlag> rest = EnumSet.noneOf(SeccompFilterFlag.class);
        rest.addAll(flags);
        rest.remove(SeccompFilterFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER);
        rest.remove(SeccompFilterFlag.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
        return new Filter(program, rest);
    }

    /** Whether loading gives a descriptor that a listener has to get. */
    public boolean notifies() {
        return program.notifies();
    }

    /**
     * Adds the step that loads the filter, and those that {@code rest} adds. They go to the stub in one piece: between
     * them it neither receives nor sends. Loading takes no_new_privs, or CAP_SYS_ADMIN in the user namespace.
     *
     * @return where the descriptor for the listener will be
     */
    public Slot addTo(Plan plan, Runnable rest) {
        var load = new SetSeccompFilter(program.instructions(), flags);
        return plan.callThen("load the seccomp filter", load, Set.of(), rest);
    }

    /**
     * Refuses, while nothing is made yet, a filter under which no program could be executed, or that would cut the stub
     * off before its listener's descriptor is out.
     */
    public void requireExecutable() {
        if (notifies()) {
            require(RawCall.of(SyscallNumber.SENDMSG), false);
            require(RawCall.of(SyscallNumber.RECVMSG), false);
        }
        require(RawCall.of(SyscallNumber.EXECVE), notifies());
    }

    /** Refuses the filter when it does not let the stub run {@code steps}, which come after it. */
    public void requireAllowed(List<Step> steps) {
        for (Step step : steps) {
            require(step.call().lower(), notifies());
        }
    }

    private void require(RawCall call, boolean listening) {
        long[] arguments = new long[call.args().size()];
        for (int i = 0; i < arguments.length; i++) {
            // What a pointer will be nobody knows, and no sound filter looks at it.
            arguments[i] = call.args().get(i) instanceof Arg.Value(long value) ? value : 0;
        }
        Arch arch = Arch.current();
        int verdict = ProgramVerdict.of(program, arch, call.number().on(arch), arguments);
        int action = verdict & KernelAction.ACTION;
        boolean passes = action == KernelAction.ALLOW
                || action == KernelAction.LOG
                || action == KernelAction.NOTIFY && listening;
        if (!passes) {
            String name = call.number().name().toLowerCase(Locale.ROOT);
            throw new InvalidInputException("config.json: /linux/seccomp: the filter answers " + name + " with "
                    + KernelAction.name(verdict) + ", but container init has to call it after loading the filter;"
                    + " allow " + name + advice(call.number()));
        }
    }

    private static String advice(SyscallNumber number) {
        return switch (number) {
            case EXECVE, SENDMSG, RECVMSG -> "";
            default -> ", or set /process/noNewPrivileges, with which the filter is loaded later";
        };
    }
}
