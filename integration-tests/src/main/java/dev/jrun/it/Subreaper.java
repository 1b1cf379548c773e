package dev.jrun.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this JVM what conmon or a containerd shim is for a runtime: the subreaper that a container's init becomes a
 * child of, and that collects its exit status.
 */
public final class Subreaper {
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int WNOHANG = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle PRCTL = function(
            "prctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle WAITPID = function(
            "waitpid",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    /** Children that a {@link Process} waits for; taking their status away would break it. */
    private static final Set<Long> OWNED = ConcurrentHashMap.newKeySet();

    private Subreaper() {}

    /** From now on orphaned descendants become children of this JVM. */
    public static void adoptOrphans() {
        int result;
        try {
            result = (int) PRCTL.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw new LinkageError("cannot call prctl", e);
        }
        if (result != 0) {
            throw new IllegalStateException("prctl(PR_SET_CHILD_SUBREAPER) failed");
        }
    }

    /** Starts a process that Java waits for: {@link #reapOrphans} keeps away from it. */
    public static synchronized Process start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            OWNED.add(process.pid());
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The wait status of a child that has ended, or nothing while it lives. */
    public static OptionalInt poll(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            int waited = waitpid(pid, status);
            if (waited < 0) {
                throw new AssertionError("process %d is no child of the caller's subreaper".formatted(pid));
            }
            return waited == 0 ? OptionalInt.empty() : OptionalInt.of(status.get(ValueLayout.JAVA_INT, 0));
        }
    }

    /** Waits for a child's end: its exit code, or 128 and the signal, as shells say it. */
    public static int exitCode(int pid) {
        int status = Await.until("the end of process " + pid, () -> poll(pid), OptionalInt::isPresent)
                .getAsInt();
        int signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    /** Collects the adopted children that have ended. */
    public static synchronized void reapOrphans() {
        for (ProcFacts child : ProcFacts.childrenOf(ProcessHandle.current().pid())) {
            if (child.isZombie() && !OWNED.contains((long) child.pid())) {
                poll(child.pid());
            }
        }
        Set<Long> living = new HashSet<>();
        ProcFacts.childrenOf(ProcessHandle.current().pid()).forEach(child -> living.add((long) child.pid()));
        OWNED.retainAll(living);
    }

    /** The living descendants of this JVM. */
    static List<ProcFacts> descendants() {
        return ProcFacts.descendantsOf(ProcessHandle.current().pid());
    }

    private static int waitpid(int pid, MemorySegment status) {
        try {
            return (int) WAITPID.invokeExact(pid, status, WNOHANG);
        } catch (Throwable e) {
            throw new LinkageError("cannot call waitpid", e);
        }
    }

    @SuppressWarnings("restricted") // The tests run with --enable-native-access.
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
