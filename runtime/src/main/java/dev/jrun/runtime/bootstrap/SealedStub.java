package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.container.Inheritance;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.DescriptorCall.CloseRange;
import dev.jrun.runtime.syscall.DescriptorCall.Fcntl;
import dev.jrun.runtime.syscall.DescriptorCall.MemfdCreate;
import dev.jrun.runtime.syscall.DescriptorCall.Sendfile;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.ProcessCall.Execveat;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallExecutor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves a stub into a sealed copy of its program, so that a container which gets hold of its /proc/PID/exe finds a file
 * that nobody can write (CVE-2019-5736). All descriptors but stdio, those passed on to the
 * container, the channel and those named are closed on the way.
 */
public final class SealedStub {
    /** What /proc/PID/exe of such a stub begins with, behind {@code /memfd:}. */
    static final String NAME = "jrun-stub";

    private static final int F_SEAL_SEAL_SHRINK_GROW_WRITE = 0xf;
    private static final long LONGER_THAN_ANY_STUB = 1 << 20;

    private SealedStub() {}

    /**
     * The same process in the sealed program.
     *
     * @param inherited those from 3 on stay open
     * @param kept other descriptors of its that stay open
     */
    static Stub of(Stub stub, Inheritance inherited, List<Fd.Number> kept) {
        return of(stub, new Plan(), inherited, kept, Optional.empty());
    }

    /**
     * As above.
     *
     * @param plan what it does before
     * @param copy a descriptor of its of a sealed copy that is there already, if there is one
     */
    static Stub of(Stub stub, Plan plan, Inheritance inherited, List<Fd.Number> kept, Optional<Fd.Number> copy) {
        plan.call("close descriptors on exec", new CloseRange(inherited.end(), -1, true));
        plan.call("keep the channel", new Fcntl(Fd.of(stub.channel()), Fcntl.F_SETFD, 0));
        for (Fd.Number fd : kept) {
            plan.call("keep descriptor " + fd, new Fcntl(fd, Fcntl.F_SETFD, 0));
        }
        Fd program = copy.isPresent() ? copy.get() : copy(plan, "/proc/self/exe");
        plan.call(
                "run the sealed stub",
                new Execveat(program, List.of(NAME, Integer.toString(stub.channel())), List.of()));
        return stub.become(plan);
    }

    /**
     * Makes a sealed copy in this JVM, which stays open: for an engine that makes many stubs.
     *
     * @param program the path of the stub's program
     */
    public static Fd.Number copy(SyscallExecutor local, String program) {
        var plan = new Plan();
        Slot copy = copy(plan, program);
        return (Fd.Number) local.run(plan).fd(copy);
    }

    private static Slot copy(Plan plan, String path) {
        Slot copy = plan.call("make a file in memory for the stub", new MemfdCreate(NAME));
        Slot program = plan.call("open the stub " + path, new Openat(Fd.CWD, path, Set.of(), 0));
        plan.call("copy the stub", new Sendfile(copy, program, LONGER_THAN_ANY_STUB));
        plan.call("close the stub " + path, new Close(program));
        plan.call("seal the stub", new Fcntl(copy, Fcntl.F_ADD_SEALS, F_SEAL_SEAL_SHRINK_GROW_WRITE));
        return copy;
    }
}
