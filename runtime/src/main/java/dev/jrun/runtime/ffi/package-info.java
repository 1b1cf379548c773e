/**
 * The door to native code: the only package that knows jffi, the engine under jnr-ffi. A façade of jnr-ffi generates
 * classes when it is first used, which a short-lived process can't afford; calling the engine directly costs a tenth.
 *
 * <p>{@link dev.jrun.runtime.ffi.LocalExecutor} runs plans in this JVM, all through libc's syscall(2).
 * {@link dev.jrun.runtime.ffi.Spawner} starts a program that keeps chosen descriptors, which ProcessBuilder can't do.
 *
 * <p>The JVM has to be started with {@code --enable-native-access=ALL-UNNAMED}, or JDK 25 warns on stderr. jffi unpacks
 * its native part to a temporary file at each start, unless {@code -Djffi.boot.library.path} names the folder that
 * holds it.
 */
@NullMarked
package dev.jrun.runtime.ffi;

import org.jspecify.annotations.NullMarked;
