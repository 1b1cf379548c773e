package dev.jrun.runtime.ffi;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Arg;
import dev.jrun.runtime.syscall.DescriptorCall;
import dev.jrun.runtime.syscall.Extent;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.Payload;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.SyscallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Starts a program as a child of this JVM that has standard input, output and error and the descriptors that it was
 * given, and no others. By posix_spawn(3) of glibc 2.34 or later, the first with a closefrom action.
 */
public final class Spawner {
    private static final int FILE_ACTIONS_SIZE = 512;
    private static final int ATTRIBUTES_SIZE = 512;
    private static final int POSIX_SPAWN_SETSIGMASK = 8;
    private static final int SIGSET_SIZE = 128;

    private final NativeFunction initActions = new NativeFunction("posix_spawn_file_actions_init", 1);
    private final NativeFunction addDup2 = new NativeFunction("posix_spawn_file_actions_adddup2", 3);
    private final NativeFunction addClose = new NativeFunction("posix_spawn_file_actions_addclose", 2);
    private final NativeFunction addCloseFrom = new NativeFunction("posix_spawn_file_actions_addclosefrom_np", 2);
    private final NativeFunction destroyActions = new NativeFunction("posix_spawn_file_actions_destroy", 1);
    private final NativeFunction initAttributes = new NativeFunction("posix_spawnattr_init", 1);
    private final NativeFunction setMask = new NativeFunction("posix_spawnattr_setsigmask", 2);
    private final NativeFunction setFlags = new NativeFunction("posix_spawnattr_setflags", 2);
    private final NativeFunction destroyAttributes = new NativeFunction("posix_spawnattr_destroy", 1);
    private final NativeFunction posixSpawn = new NativeFunction("posix_spawn", 6);
    private final LocalExecutor executor;

    public Spawner(LocalExecutor executor) {
        this.executor = executor;
    }

    /**
     * Starts {@code program}.
     *
     * @param fds the descriptors of the child, by the number that each has there; they stay open here
     * @return the child's pid, for the caller to wait for
     * @throws SyscallException when the program can't be executed
     */
    public long spawn(Path program, List<String> argv, List<String> env, Map<Integer, Fd> fds) {
        var targets = new TreeMap<>(fds);
        int end = targets.isEmpty() ? 3 : Math.max(3, targets.lastKey() + 1);
        Map<Integer, Fd> copies = new TreeMap<>();
        try {
            // Copies above all targets, or a dup2 could overwrite the source of the next.
            targets.forEach((target, fd) -> copies.put(target, copyAbove(end, fd)));
            return spawnWith(new ProcessCall.Execve(program.toString(), argv, env), copies, end);
        } finally {
            copies.values().forEach(copy -> executor.call("close a copy", new FileCall.Close(copy)));
        }
    }

    private Fd copyAbove(int end, Fd fd) {
        long copy = executor.call(
                "copy descriptor " + fd, new DescriptorCall.Fcntl(fd, DescriptorCall.Fcntl.F_DUPFD_CLOEXEC, end));
        return Fd.of((int) copy);
    }

    private long spawnWith(ProcessCall.Execve program, Map<Integer, Fd> copies, int end) {
        Arg[] regions = {
            Arg.out(8),
            Arg.text(program.path()),
            Arg.out(FILE_ACTIONS_SIZE),
            Arg.out(ATTRIBUTES_SIZE),
            Arg.texts(program.argv()),
            Arg.texts(program.envp()),
            Arg.out(SIGSET_SIZE)
        };
        var extent = new Extent(regions);
        try (NativeMemory memory = new NativeMemory(extent.bytes())) {
            long[] addresses = layOut(regions, memory.payload(extent));
            long actions = addresses[2];
            long attributes = addresses[3];
            check(program, initActions.call(actions));
            check(program, initAttributes.call(attributes));
            try {
                addActions(program, actions, copies, end);
                // The JVM blocks SIGQUIT in its threads; the child starts with no signal blocked.
                check(program, setMask.call(attributes, addresses[6]));
                check(program, setFlags.call(attributes, POSIX_SPAWN_SETSIGMASK));
                check(program, posixSpawn.call(addresses));
                return memory.bytes().getInt(0);
            } finally {
                destroyAttributes.call(attributes);
                destroyActions.call(actions);
            }
        }
    }

    private static long[] layOut(Arg[] regions, Payload payload) {
        List<Payload.Region> outs = new ArrayList<>();
        long[] addresses = new long[regions.length];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = payload.add((Arg.Memory) regions[i], outs);
        }
        return addresses;
    }

    private void addActions(ProcessCall.Execve program, long actions, Map<Integer, Fd> copies, int end) {
        for (int target = 0; target < end; target++) {
            if (copies.get(target) instanceof Fd.Number copy) {
                check(program, addDup2.call(actions, copy.value(), target));
            } else if (target > 2) {
                check(program, addClose.call(actions, target));
            }
        }
        check(program, addCloseFrom.call(actions, end));
    }

    private void check(ProcessCall.Execve program, long result) {
        int errno = (int) result;
        if (errno != 0) {
            var step = new Step("start " + program.path(), program, new Slot(0), Set.of(), 0, 0);
            throw new SyscallException(step, new Errno(errno), executor.where());
        }
    }
}
