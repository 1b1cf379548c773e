package dev.jrun.runtime.seccomp;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.spec.seccomp.SeccompAction;
import java.util.Optional;

/** What a filter returns, SECCOMP_RET_* of the kernel: the action in the upper half, its number in the lower one. */
final class KernelAction {
    static final int KILL_PROCESS = 0x80000000;
    static final int KILL_THREAD = 0;
    static final int TRAP = 0x30000;
    static final int ERRNO = 0x50000;
    static final int NOTIFY = 0x7fc00000;
    static final int TRACE = 0x7ff00000;
    static final int LOG = 0x7ffc0000;
    static final int ALLOW = 0x7fff0000;

    static final int ACTION = 0xffff0000;
    private static final int DATA = 0xffff;

    private KernelAction() {}

    /** {@code errnoRet} counts for two actions only; where it is missing they answer EPERM. */
    static int of(SeccompAction action, Optional<Long> errnoRet) {
        return switch (action) {
            case SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD -> KILL_THREAD;
            case SCMP_ACT_KILL_PROCESS -> KILL_PROCESS;
            case SCMP_ACT_TRAP -> TRAP;
            case SCMP_ACT_ERRNO -> ERRNO | number(errnoRet);
            case SCMP_ACT_TRACE -> TRACE | number(errnoRet);
            case SCMP_ACT_ALLOW -> ALLOW;
            case SCMP_ACT_LOG -> LOG;
            case SCMP_ACT_NOTIFY -> NOTIFY;
        };
    }

    /** The word of the specification for what a filter returned. */
    static String name(int verdict) {
        return switch (verdict & ACTION) {
            case KILL_PROCESS -> "SCMP_ACT_KILL_PROCESS";
            case KILL_THREAD -> "SCMP_ACT_KILL_THREAD";
            case TRAP -> "SCMP_ACT_TRAP";
            case ERRNO -> "SCMP_ACT_ERRNO (" + new Errno(verdict & DATA) + ")";
            case NOTIFY -> "SCMP_ACT_NOTIFY";
            case TRACE -> "SCMP_ACT_TRACE";
            case LOG -> "SCMP_ACT_LOG";
            case ALLOW -> "SCMP_ACT_ALLOW";
            default -> Integer.toHexString(verdict);
        };
    }

    private static int number(Optional<Long> errnoRet) {
        return errnoRet.isPresent() ? (int) (errnoRet.get() & DATA) : Errno.EPERM.number();
    }
}
