package dev.jrun.runtime.operation;

import dev.jrun.runtime.seccomp.ProgramMemory;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Optional;

/**
 * What an engine that runs more than one command keeps from one to the next. Safe for several threads.
 *
 * @param programs the seccomp filters that it has compiled
 * @param configs those that it has read
 * @param roots the root file systems that it has planned
 * @param layouts the cgroup hierarchies that it has seen
 * @param devices the device programs that the kernel has taken
 * @param stub a sealed copy of the stub's program, for engines that make many stubs
 */
public record EngineMemory(
        ProgramMemory programs,
        ConfigMemory configs,
        RootfsMemory roots,
        LayoutMemory layouts,
        DeviceMemory devices,
        Optional<Fd.Number> stub) {
    /** For an engine that may not live long. */
    public EngineMemory() {
        this(
                new ProgramMemory(),
                new ConfigMemory(),
                new RootfsMemory(),
                new LayoutMemory(),
                new DeviceMemory(),
                Optional.empty());
    }

    /** For one that serves callers with its own mount namespace and root. */
    public static EngineMemory ofDaemon(SyscallExecutor local, Optional<Fd.Number> stub) {
        return new EngineMemory(
                new ProgramMemory(),
                new ConfigMemory(),
                new RootfsMemory(),
                new LayoutMemory(new MountWatch(local)),
                new DeviceMemory(local),
                stub);
    }
}
