package dev.jrun.runtime.operation;

import dev.jrun.runtime.cgroup.DeviceFilter;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Device programs that the kernel has taken, which it checks and compiles for every one that it is given: a program can
 * be attached to any number of cgroups. Safe for several threads.
 */
public final class DeviceMemory {
    private static final int LIMIT = 64;

    private final Optional<SyscallExecutor> keeper;
    private final Map<ByteBuffer, Fd.Number> programs = new LinkedHashMap<>(0, 0.75f, true);

    /** One that keeps no descriptor. */
    DeviceMemory() {
        this(Optional.empty());
    }

    /** One that keeps the programs that were used last, in descriptors that {@code keeper} opens and closes. */
    DeviceMemory(SyscallExecutor keeper) {
        this(Optional.of(keeper));
    }

    private DeviceMemory(Optional<SyscallExecutor> keeper) {
        this.keeper = keeper;
    }

    /**
     * A descriptor of the filter's program, which the caller closes; empty where the filter is done without.
     *
     * @param local runs the caller's calls in this JVM
     */
    Optional<Fd.Number> program(SyscallExecutor local, DeviceFilter filter) {
        return keeper.isPresent() ? kept(keeper.get(), filter) : filter.load().run(local);
    }

    private synchronized Optional<Fd.Number> kept(SyscallExecutor host, DeviceFilter filter) {
        ByteBuffer key = ByteBuffer.wrap(filter.program());
        if (!programs.containsKey(key)) {
            filter.load().run(host).ifPresent(program -> programs.put(key, program));
            drop(host);
        }
        return Optional.ofNullable(programs.get(key)).map(program -> copy(host, program));
    }

    private void drop(SyscallExecutor host) {
        if (programs.size() > LIMIT) {
            Map.Entry<ByteBuffer, Fd.Number> oldest =
                    programs.entrySet().iterator().next();
            programs.remove(oldest.getKey());
            host.call("close a device program", new Close(oldest.getValue()));
        }
    }

    private static Fd.Number copy(SyscallExecutor host, Fd.Number program) {
        var duplicate = new Fcntl(program, Fcntl.F_DUPFD_CLOEXEC, 0);
        return new Fd.Number(
                host.call("copy the descriptor of a device program", duplicate).intValue());
    }
}
