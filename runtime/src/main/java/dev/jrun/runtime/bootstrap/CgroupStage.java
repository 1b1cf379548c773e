package dev.jrun.runtime.bootstrap;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.cgroup.CgroupEntrance;
import dev.jrun.runtime.stub.Stub;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.Optional;
import java.util.Set;

/**
 * Makes intermediates and brings them into cgroups. Nobody moves another process: for that the kernel stops all forks
 * of the machine, and waits for a grace period of RCU before.
 */
public final class CgroupStage {
    private static final int SIGCHLD = 17;
    private static final Set<OpenFlag> FOLDER = Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
    private static final Set<Errno> UNOPENED = Set.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM);

    private CgroupStage() {}

    /**
     * A clone of the main stub.
     *
     * @param born whether it was born in the cgroup of version 2
     */
    record Newborn(Stub stub, boolean born) {}

    /** Clones the main stub, into {@code birthplace} where there is one and the kernel can do that. */
    static Newborn cloneIntermediate(Stub main, Optional<String> birthplace) {
        Optional<Stub> born = birthplace.isPresent() ? cloneInto(main, birthplace.get()) : Optional.empty();
        return born.isPresent()
                ? new Newborn(born.get(), true)
                : new Newborn(main.clone(Set.of(), SIGCHLD, "intermediate"), false);
    }

    private static Optional<Stub> cloneInto(Stub main, String birthplace) {
        var plan = new Plan();
        Slot opening = plan.attempt("open cgroup " + birthplace, new Openat(Fd.CWD, birthplace, FOLDER, 0), UNOPENED);
        Outcome opened = main.run(plan);
        if (opened.failure(opening).isPresent()) {
            return Optional.empty();
        }
        return main.cloneInto((Fd.Number) opened.fd(opening), SIGCHLD, "intermediate");
    }

    /** Brings a process into a container's cgroup that was born elsewhere. */
    public static void enter(Stub main, Stub process, CgroupEntrance entrance) {
        enter(main, process, entrance, false);
    }

    static void enter(Stub main, Stub process, CgroupEntrance entrance, boolean born) {
        entrance.prepare(process.pid()).run(main);
        var plan = new Plan();
        entrance.destination().enter(plan, born);
        if (!plan.isEmpty()) {
            process.run(plan);
        }
    }
}
