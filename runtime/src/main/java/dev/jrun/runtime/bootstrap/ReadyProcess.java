package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.stub.Stub;

/** A stub in its container that could execute its program at once, a child of the main stub. */
public record ReadyProcess(Stub stub, Executable executable) {}
