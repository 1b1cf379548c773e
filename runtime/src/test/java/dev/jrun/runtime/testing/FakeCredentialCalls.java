package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SeccompFilterFlag;
import dev.jrun.runtime.syscall.CredentialCall;
import dev.jrun.runtime.syscall.CredentialCall.Prctl;
import dev.jrun.runtime.syscall.Reply;
import java.util.Optional;

/** Answers {@link CredentialCall}s with the rules of capabilities(7). */
final class FakeCredentialCalls {
    private static final int CAP_SETGID = 6;
    private static final int CAP_SETUID = 7;
    private static final int CAP_SETPCAP = 8;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_SYS_RESOURCE = 24;
    private static final int CAP_LAST = 40;
    private static final int PR_SET_SECUREBITS = 28;
    private static final long SECBIT_NO_SETUID_FIXUP = 4;

    private final FakeState state;
    private final FakeProcess process;

    FakeCredentialCalls(FakeState state) {
        this.state = state;
        this.process = state.process;
    }

    Optional<Reply> answer(CredentialCall call) {
        return switch (call) {
            case CredentialCall.Setresuid set -> number(setUids(set));
            case CredentialCall.Setresgid set -> number(setGids(set));
            case CredentialCall.Setgroups set -> number(setGroups(set));
            case CredentialCall.Setfsuid set -> number(setFsuid(set.uid()));
            case CredentialCall.Setfsgid set -> number(setFsgid(set.gid()));
            case CredentialCall.Capset set -> number(setCapabilities(set));
            case Prctl prctl -> prctl(prctl);
            case CredentialCall.Prlimit64 set -> number(setLimit(set));
            case CredentialCall.SetSeccompFilter set -> number(setFilter(set));
            case CredentialCall.Capget _ -> Optional.empty();
        };
    }

    private static Optional<Reply> number(long value) {
        return Optional.of(Reply.of(value));
    }

    private void require(int capability) {
        if (!process.has(capability)) {
            throw new KernelError(Errno.EPERM);
        }
    }

    private boolean isOneOf(int id, int... own) {
        for (int known : own) {
            if (id == known) {
                return true;
            }
        }
        return id == -1;
    }

    private long setUids(CredentialCall.Setresuid set) {
        int[] own = {process.uid, process.effectiveUid, process.savedUid};
        if (!isOneOf(set.real(), own) || !isOneOf(set.effective(), own) || !isOneOf(set.saved(), own)) {
            require(CAP_SETUID);
        }
        boolean hadRoot = isOneOf(0, own);
        boolean wasRoot = process.effectiveUid == 0;
        process.uid = set.real() == -1 ? process.uid : set.real();
        process.effectiveUid = set.effective() == -1 ? process.effectiveUid : set.effective();
        process.savedUid = set.saved() == -1 ? process.savedUid : set.saved();
        process.fsuid = process.effectiveUid;
        if ((process.secureBits & SECBIT_NO_SETUID_FIXUP) == 0) {
            fixUp(hadRoot, wasRoot);
        }
        return 0;
    }

    private void fixUp(boolean hadRoot, boolean wasRoot) {
        boolean hasRoot = process.uid == 0 || process.effectiveUid == 0 || process.savedUid == 0;
        if (hadRoot && !hasRoot) {
            process.permitted = process.keepCapabilities ? process.permitted : 0;
            process.effective = process.keepCapabilities ? process.effective : 0;
            process.ambient = 0;
        }
        if (wasRoot && process.effectiveUid != 0) {
            process.effective = 0;
        }
        if (!wasRoot && process.effectiveUid == 0) {
            process.effective = process.permitted;
        }
    }

    private long setGids(CredentialCall.Setresgid set) {
        int[] own = {process.gid, process.effectiveGid, process.savedGid};
        if (!isOneOf(set.real(), own) || !isOneOf(set.effective(), own) || !isOneOf(set.saved(), own)) {
            require(CAP_SETGID);
        }
        process.gid = set.real() == -1 ? process.gid : set.real();
        process.effectiveGid = set.effective() == -1 ? process.effectiveGid : set.effective();
        process.savedGid = set.saved() == -1 ? process.savedGid : set.saved();
        process.fsgid = process.effectiveGid;
        return 0;
    }

    private long setGroups(CredentialCall.Setgroups set) {
        require(CAP_SETGID);
        process.groups = set.gids();
        return 0;
    }

    private long setFsuid(int uid) {
        int before = process.fsuid;
        if (process.has(CAP_SETUID) || isOneOf(uid, process.uid, process.effectiveUid, process.savedUid)) {
            process.fsuid = uid;
        }
        return before;
    }

    private long setFsgid(int gid) {
        int before = process.fsgid;
        if (process.has(CAP_SETGID) || isOneOf(gid, process.gid, process.effectiveGid, process.savedGid)) {
            process.fsgid = gid;
        }
        return before;
    }

    private long setCapabilities(CredentialCall.Capset set) {
        boolean morePermitted = (set.permitted() & ~process.permitted) != 0;
        boolean effectiveBeyond = (set.effective() & ~set.permitted()) != 0;
        long mayInherit = process.inheritable | (process.has(CAP_SETPCAP) ? process.bounding : process.permitted);
        if (morePermitted || effectiveBeyond || (set.inheritable() & ~mayInherit) != 0) {
            throw new KernelError(Errno.EPERM);
        }
        process.effective = set.effective();
        process.permitted = set.permitted();
        process.inheritable = set.inheritable();
        process.ambient &= process.permitted & process.inheritable;
        return 0;
    }

    private Optional<Reply> prctl(Prctl call) {
        switch (call.option()) {
            case Prctl.PR_CAPBSET_READ -> {
                return number(process.bounding >> capability(call.argument2()) & 1);
            }
            case Prctl.PR_CAPBSET_DROP -> {
                long bit = 1L << capability(call.argument2());
                require(CAP_SETPCAP);
                process.bounding &= ~bit;
            }
            case Prctl.PR_CAP_AMBIENT -> {
                return ambient(call);
            }
            case Prctl.PR_SET_KEEPCAPS -> process.keepCapabilities = call.argument2() != 0;
            case Prctl.PR_SET_NO_NEW_PRIVS -> process.noNewPrivileges = true;
            case PR_SET_SECUREBITS -> {
                require(CAP_SETPCAP);
                process.secureBits = call.argument2();
            }
            case Prctl.PR_SET_PDEATHSIG, Prctl.PR_SET_DUMPABLE, Prctl.PR_SET_CHILD_SUBREAPER ->
                process.prctl.put(call.option(), call.argument2());
            default -> {
                return Optional.empty();
            }
        }
        return number(0);
    }

    private long setFilter(CredentialCall.SetSeccompFilter set) {
        if (!process.noNewPrivileges && !process.has(CAP_SYS_ADMIN)) {
            throw new KernelError(Errno.EACCES);
        }
        if (set.flags().contains(SeccompFilterFlag.SECCOMP_FILTER_FLAG_NEW_LISTENER)) {
            throw new KernelError(Errno.EOPNOTSUPP);
        }
        return 0;
    }

    private static int capability(long number) {
        if (number < 0 || number > CAP_LAST) {
            throw new KernelError(Errno.EINVAL);
        }
        return (int) number;
    }

    private Optional<Reply> ambient(Prctl call) {
        switch ((int) call.argument2()) {
            case Prctl.PR_CAP_AMBIENT_CLEAR_ALL -> process.ambient = 0;
            case Prctl.PR_CAP_AMBIENT_RAISE -> {
                long bit = 1L << capability(call.argument3());
                if ((process.permitted & process.inheritable & bit) == 0) {
                    throw new KernelError(Errno.EPERM);
                }
                process.ambient |= bit;
            }
            default -> {
                return Optional.empty();
            }
        }
        return number(0);
    }

    private long setLimit(CredentialCall.Prlimit64 set) {
        FakeProcess target = set.pid() == 0 ? process : state.machine.processes.get(set.pid());
        if (target == null) {
            throw new KernelError(Errno.ESRCH);
        }
        if (Long.compareUnsigned(set.soft(), set.hard()) > 0) {
            throw new KernelError(Errno.EINVAL);
        }
        FakeProcess.Limit now = target.limits.get(set.resource());
        if (now != null && Long.compareUnsigned(set.hard(), now.hard()) > 0) {
            require(CAP_SYS_RESOURCE);
        }
        target.limits.put(set.resource(), new FakeProcess.Limit(set.soft(), set.hard()));
        return 0;
    }
}
