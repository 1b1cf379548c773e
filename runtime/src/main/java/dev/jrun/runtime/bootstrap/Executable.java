package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.spec.Process;

/**
 * What a stub executes.
 *
 * @param process as the config or a file describes it
 * @param program that was found for it
 * @param inherited what the program gets from the caller
 */
public record Executable(Process process, Program program, Inheritance inherited) {}
