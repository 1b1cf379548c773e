/**
 * The {@code linux.seccomp} section: from a profile to a filter in the kernel.
 *
 * <p>{@link dev.jrun.runtime.seccomp.ProfileCompiler} has libseccomp make a program for the kernel's packet filter out
 * of the profile's rules. That takes milliseconds for the hundreds of rules that container engines write, and they
 * write the same ones again and again; so {@link dev.jrun.runtime.seccomp.Programs} looks into a cache first, by all
 * that a program is made from. {@link dev.jrun.runtime.seccomp.Filter} is a program with the flags that it is loaded
 * with, and the steps that load it.
 *
 * <p>A filter binds the stub that loads it as it binds the user's program. {@link
 * dev.jrun.runtime.seccomp.ProgramVerdict} runs the program as the kernel would, to tell beforehand which of the stub's
 * last calls it would refuse.
 */
@NullMarked
package dev.jrun.runtime.seccomp;

import org.jspecify.annotations.NullMarked;
