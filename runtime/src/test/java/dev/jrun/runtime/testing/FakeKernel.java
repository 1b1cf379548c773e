package dev.jrun.runtime.testing;

import dev.jrun.runtime.syscall.CredentialCall;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.MountCall;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.Syscall;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model of the kernel for one process: files, mounts, credentials. It starts as root in an ext4 filesystem with /proc
 * and /sys mounted and the usual directories. A call that it does not know is an {@link AssertionError}, never a
 * success; a test may say its answer with {@link #answering}.
 *
 * <p>It has no file permissions, no mount propagation to peers, no devices behind device files, and no traffic on
 * sockets.
 */
public final class FakeKernel extends SteppingExecutor {
    private static final List<String> FILESYSTEMS = List.of(
            "tmpfs", "proc", "sysfs", "devpts", "mqueue", "cgroup", "cgroup2", "ext4", "overlay", "bpf", "ramfs");

    private final FakeState state;
    private final Map<Long, FakeKernel> children = new LinkedHashMap<>();
    private final Map<Class<?>, Function<Syscall<?>, Reply>> answers = new HashMap<>();

    public FakeKernel() {
        this(freshState());
        FILESYSTEMS.forEach(type -> mounts().contents(type));
        for (String path : List.of("/dev", "/etc", "/proc", "/run", "/sys", "/tmp")) {
            files().directory(path);
        }
        mounts().contents("devpts").device("/ptmx", FakeNode.S_IFCHR, 5, 2);
        mounts().contents("proc").directory("/self").directory("/thread-self").directory("/sys");
        for (String self : List.of("self", "thread-self")) {
            mounts().contents("proc").node("/" + self).add("fd", new DescriptorFolder(state.machine));
        }
        mounts().mount("proc", "/proc").mount("sysfs", "/sys");
    }

    FakeKernel(FakeState state) {
        this.state = state;
    }

    private static FakeState freshState() {
        var filesystem = new FakeMount.Filesystem("ext4");
        filesystem.options.put("source", "/dev/root");
        FakeNode root = FakeNode.directory(0755);
        filesystem.root = Optional.of(root);
        var machine = new FakeState.Machine();
        return new FakeState(
                machine,
                new FakeMountTable(new FakeMount(filesystem, root)),
                new FakeDescriptors(),
                new FakeProcess(machine.lastPid));
    }

    @Override
    public String where() {
        return "fake kernel";
    }

    public FakeFiles files() {
        return new FakeFiles(state, () -> state.paths.root);
    }

    public FakeMounts mounts() {
        return new FakeMounts(state);
    }

    public FakeProcess process() {
        return state.process;
    }

    /** The working directory; nothing when it can't be reached from the root. */
    public Optional<String> workingDirectory() {
        return state.paths.name(state.paths.cwd);
    }

    /** The numbers of the descriptors that are open. */
    public List<Integer> openDescriptors() {
        return List.copyOf(state.descriptors.table.keySet());
    }

    /** A child that was cloned: an executor of its own on the same files. */
    public FakeKernel child(long pid) {
        FakeKernel child = children.get(pid);
        if (child == null) {
            throw new AssertionError("no child " + pid + " was cloned, only " + children.keySet());
        }
        return child;
    }

    /** The pids of the children that were cloned, in order. */
    public List<Long> children() {
        return List.copyOf(children.keySet());
    }

    /** Another process, for signals, pidfds and limits; gives what the kernel knows of it. */
    public FakeProcess addProcess(long pid) {
        return state.machine.processes.computeIfAbsent(pid, FakeProcess::new);
    }

    /** Lets a child end, to be waited for; {@code status} as wait(2) gives it. */
    public void endChild(long pid, int status) {
        state.machine.endedChildren.put(pid, status);
    }

    /** The signals that were sent by all processes, in order. */
    public List<FakeProcess.Signal> signals() {
        return List.copyOf(state.machine.signals);
    }

    /** Says what calls of a type are answered, instead of the model. */
    public <C extends Syscall<?>> FakeKernel answering(Class<C> type, Function<C, Reply> answer) {
        answers.put(type, call -> answer.apply(type.cast(call)));
        return this;
    }

    @Override
    Reply answer(Syscall<?> call, Slots slots) {
        if (call instanceof BoundCall<?>(var bound, var boundSlots)) {
            return answer(bound, boundSlots);
        }
        if (state.process.executed.isPresent() || state.process.exited.isPresent()) {
            throw new AssertionError("a call after the process has become another or ended: " + call);
        }
        // A call that can't be lowered must not work here either.
        call.lower();
        Function<Syscall<?>, Reply> said = answers.get(call.getClass());
        state.machine.current = Optional.of(state);
        try {
            Optional<Reply> reply = said == null ? model(call, slots) : Optional.of(said.apply(call));
            return reply.orElseThrow(() -> new AssertionError("the fake kernel does not know " + call));
        } catch (KernelError error) {
            return Reply.of(-error.errno().number());
        }
    }

    private Optional<Reply> model(Syscall<?> call, Slots slots) {
        return switch (call) {
            case FileCall file -> new FakeFileCalls(state, slots).answer(file);
            case DescriptorCall descriptor -> new FakeFileCalls(state, slots).answer(descriptor);
            case MountCall mount -> new FakeMountCalls(state, slots).answer(mount);
            case CredentialCall credential -> new FakeCredentialCalls(state).answer(credential);
            case ProcessCall process -> new FakeProcessCalls(state, slots, children).answer(process);
            case SocketCall socket -> new FakeSocketCalls(state, slots).answer(socket);
            default -> Optional.empty();
        };
    }

    /** /proc/self/fd of whichever process looks. */
    private static final class DescriptorFolder extends FakeNode {
        private final FakeState.Machine machine;

        DescriptorFolder(FakeState.Machine machine) {
            super(S_IFDIR | 0500);
            this.machine = machine;
        }

        @Override
        Optional<FakeNode> child(String childName) {
            if (!childName.matches("\\d{1,9}")) {
                return Optional.empty();
            }
            FakeState looking = machine.current.orElseThrow();
            FakeDescriptors.Open open = looking.descriptors.table.get(Integer.parseInt(childName));
            if (!(open instanceof FakeDescriptors.File file)) {
                return Optional.empty();
            }
            FakeNode link = FakeNode.magicLink(file::path);
            link.name = childName;
            link.parent = Optional.of(this);
            return Optional.of(link);
        }
    }
}
