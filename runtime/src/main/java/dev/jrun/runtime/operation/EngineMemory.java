package dev.jrun.runtime.operation;

import dev.jrun.runtime.seccomp.ProgramMemory;

/**
 * What an engine that runs more than one command keeps from one to the next. Safe for several threads.
 *
 * @param programs the seccomp filters that it has compiled
 * @param configs those that it has read
 */
public record EngineMemory(ProgramMemory programs, ConfigMemory configs) {
    public EngineMemory() {
        this(new ProgramMemory(), new ConfigMemory());
    }
}
