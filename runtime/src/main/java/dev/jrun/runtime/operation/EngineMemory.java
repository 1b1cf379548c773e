package dev.jrun.runtime.operation;

import dev.jrun.runtime.seccomp.ProgramMemory;
import dev.jrun.runtime.syscall.Fd;
import java.util.Optional;

/**
 * What an engine that runs more than one command keeps from one to the next. Safe for several threads.
 *
 * @param programs the seccomp filters that it has compiled
 * @param configs those that it has read
 * @param layouts the cgroup hierarchies that it has seen
 * @param stub a sealed copy of the stub's program, for engines that make many stubs
 */
public record EngineMemory(
        ProgramMemory programs, ConfigMemory configs, LayoutMemory layouts, Optional<Fd.Number> stub) {
    public EngineMemory() {
        this(Optional.empty());
    }

    public EngineMemory(Optional<Fd.Number> stub) {
        this(new ProgramMemory(), new ConfigMemory(), new LayoutMemory(), stub);
    }
}
