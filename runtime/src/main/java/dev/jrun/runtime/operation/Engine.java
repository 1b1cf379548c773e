package dev.jrun.runtime.operation;

import dev.jrun.runtime.bootstrap.Caller;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What operations work with.
 *
 * @param local runs calls in this JVM
 * @param main the process that the caller started
 * @param rootless whether to pass over what a user without privileges may not do
 * @param warn takes what the user should know of an operation that went on, one line at a time
 * @param environment the caller's
 * @param memory what this JVM keeps from one command to the next
 */
public record Engine(
        SyscallExecutor local,
        Stub main,
        Caller caller,
        boolean rootless,
        Consumer<String> warn,
        Map<String, String> environment,
        EngineMemory memory) {}
