package dev.jrun.runtime.testing;

import dev.jrun.runtime.abi.CloneFlag;
import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.SyscallNumber;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Answers {@link ProcessCall}s. */
final class FakeProcessCalls {
    private static final int HOST_NAME_MAX = 64;

    private final FakeState state;
    private final SteppingExecutor.Slots slots;
    private final Map<Long, FakeKernel> children;

    FakeProcessCalls(FakeState state, SteppingExecutor.Slots slots, Map<Long, FakeKernel> children) {
        this.state = state;
        this.slots = slots;
        this.children = children;
    }

    Optional<Reply> answer(ProcessCall call) {
        return switch (call) {
            case ProcessCall.Clone3 clone -> number(fork(clone));
            case ProcessCall.Clone clone -> number(fork(clone.flags(), clone.exitSignal()));
            case ProcessCall.Unshare unshare -> number(unshare(unshare));
            case ProcessCall.Setns join -> number(join(join));
            case ProcessCall.Execve exec -> number(execute(exec));
            case ProcessCall.Execveat exec -> number(execute(exec));
            case ProcessCall.ExitGroup exit -> number(exit(exit.status()));
            case ProcessCall.Wait4 wait -> Optional.of(await(wait));
            case ProcessCall.Kill kill -> number(signal(kill.pid(), kill.signal()));
            case ProcessCall.PidfdOpen open -> number(openProcess(open.pid()));
            case ProcessCall.PidfdOpenOf open -> number(openProcess(FakeDescriptors.number(open.pid(), slots)));
            case ProcessCall.PidfdSendSignal send -> number(signal(process(send.pidfd()), send.signal()));
            case ProcessCall.Setsid _ -> number(startSession());
            case ProcessCall.Sethostname set -> number(setHostname(set.name()));
            case ProcessCall.Setdomainname set -> number(setDomainname(set.name()));
            case ProcessCall.RtSigprocmask mask -> number(mask(mask));
            case ProcessCall.DefaultAction _ -> number(0);
            case ProcessCall.SetCommandName _ -> number(0);
            case ProcessCall.Signalfd4 _ -> number(state.descriptors.open(new FakeDescriptors.Other("signalfd")));
            // No signal of this kernel's is ever pending.
            case ProcessCall.TakePendingSignal _ -> number(-Errno.EAGAIN.number());
            case ProcessCall.JoinSessionKeyring join -> number(joinKeyring(join.name()));
            case ProcessCall.Id id -> id(id.number());
        };
    }

    private static Optional<Reply> number(long value) {
        return Optional.of(Reply.of(value));
    }

    private long fork(ProcessCall.Clone3 clone) {
        Optional<String> cgroup = clone.cgroup().map(this::directory);
        long child = fork(clone.flags(), clone.exitSignal());
        Objects.requireNonNull(children.get(child)).process().bornIn = cgroup;
        return child;
    }

    private String directory(Fd fd) {
        FakePath path = state.start(FakeDescriptors.number(fd, slots));
        return state.paths.name(path).orElseThrow(() -> new KernelError(Errno.EBADF));
    }

    private long fork(Set<CloneFlag> flags, int exitSignal) {
        if (flags.contains(CloneFlag.CLONE_PARENT) && exitSignal != 0) {
            throw new KernelError(Errno.EINVAL);
        }
        FakeState child = state.fork(flags.contains(CloneFlag.CLONE_NEWNS));
        addNamespaces(child.process, flags);
        children.put(child.process.pid, new FakeKernel(child));
        return child.process.pid;
    }

    private static void addNamespaces(FakeProcess process, Set<CloneFlag> flags) {
        flags.stream().filter(flag -> flag.name().startsWith("CLONE_NEW")).forEach(process.created::add);
    }

    /** The mounts of this process become its own; nobody else looks at the table that it had, so it stays. */
    private long unshare(ProcessCall.Unshare unshare) {
        addNamespaces(state.process, unshare.flags());
        return 0;
    }

    private long join(ProcessCall.Setns join) {
        FakeDescriptors.Open open = state.descriptors.find(FakeDescriptors.number(join.fd(), slots));
        switch (open) {
            case FakeDescriptors.Process _ -> state.process.joined.addAll(join.type());
            case FakeDescriptors.File file -> {
                CloneFlag type = file.path().node().namespace.orElseThrow(() -> new KernelError(Errno.EINVAL));
                if (!join.type().isEmpty() && !join.type().equals(Set.of(type))) {
                    throw new KernelError(Errno.EINVAL);
                }
                state.process.joined.add(type);
            }
            case FakeDescriptors.Context _, FakeDescriptors.Other _ -> throw new KernelError(Errno.EINVAL);
        }
        return 0;
    }

    private long execute(ProcessCall.Execve exec) {
        checkProgram(state.paths.find(state.paths.cwd, exec.path(), true));
        state.process.executed = Optional.of(exec);
        return 0;
    }

    private long execute(ProcessCall.Execveat exec) {
        FakePath program = state.start(FakeDescriptors.number(exec.file(), slots));
        checkProgram(program);
        String path = state.paths.name(program).orElse("memfd:" + program.node().name);
        state.process.executed = Optional.of(new ProcessCall.Execve(path, exec.argv(), exec.envp()));
        return 0;
    }

    private static void checkProgram(FakePath program) {
        boolean executable = program.node().isRegular() && (program.node().permissions() & 0111) != 0;
        if (!executable || program.mount().attributes.contains(dev.jrun.runtime.abi.MountAttr.MOUNT_ATTR_NOEXEC)) {
            throw new KernelError(Errno.EACCES);
        }
    }

    private long exit(int status) {
        state.process.exited = Optional.of(status);
        return 0;
    }

    private Reply await(ProcessCall.Wait4 wait) {
        Map<Long, Integer> ended = state.machine.endedChildren;
        Optional<Long> child = wait.pid() > 0
                ? Optional.of(wait.pid()).filter(ended::containsKey)
                : ended.keySet().stream().findFirst();
        if (child.isEmpty()) {
            throw new KernelError(Errno.ECHILD);
        }
        int status = Objects.requireNonNull(ended.remove(child.get()));
        byte[] word = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, status)
                .array();
        return new Reply(child.get(), List.of(word));
    }

    private long signal(long pid, int signal) {
        if (!state.machine.processes.containsKey(pid)) {
            throw new KernelError(Errno.ESRCH);
        }
        if (signal != 0) {
            state.machine.signals.add(new FakeProcess.Signal(pid, signal));
        }
        return 0;
    }

    private long openProcess(long pid) {
        if (!state.machine.processes.containsKey(pid)) {
            throw new KernelError(Errno.ESRCH);
        }
        return state.descriptors.open(new FakeDescriptors.Process(pid));
    }

    private long process(Fd pidfd) {
        return state.descriptors
                .find(FakeDescriptors.number(pidfd, slots), FakeDescriptors.Process.class)
                .pid();
    }

    private long startSession() {
        if (state.process.sessionLeader) {
            throw new KernelError(Errno.EPERM);
        }
        state.process.sessionLeader = true;
        return state.process.pid;
    }

    private long setHostname(String name) {
        checkName(name);
        state.process.hostname = name;
        return 0;
    }

    private long setDomainname(String name) {
        checkName(name);
        state.process.domainname = name;
        return 0;
    }

    private static void checkName(String name) {
        if (name.length() > HOST_NAME_MAX) {
            throw new KernelError(Errno.EINVAL);
        }
    }

    private long mask(ProcessCall.RtSigprocmask mask) {
        state.process.signalMask = switch (mask.how()) {
            case ProcessCall.RtSigprocmask.SIG_BLOCK -> state.process.signalMask | mask.mask();
            case 1 -> state.process.signalMask & ~mask.mask();
            case ProcessCall.RtSigprocmask.SIG_SETMASK -> mask.mask();
            default -> throw new KernelError(Errno.EINVAL);
        };
        return 0;
    }

    private long joinKeyring(String name) {
        state.process.sessionKeyring = Optional.of(name);
        return 1;
    }

    private Optional<Reply> id(SyscallNumber number) {
        FakeProcess process = state.process;
        return switch (number) {
            case GETPID, GETTID -> number(process.pid);
            case GETUID -> number(process.uid);
            case GETEUID -> number(process.effectiveUid);
            case GETGID -> number(process.gid);
            case GETEGID -> number(process.effectiveGid);
            default -> Optional.empty();
        };
    }
}
