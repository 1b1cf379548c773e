package dev.jrun.runtime.stub;

import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.DescriptorCall.Dup3;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import dev.jrun.runtime.syscall.SyscallException;
import java.util.Optional;
import java.util.Set;

/**
 * A cgroup of version 2 that a clone is to be born in. clone3(2) finds its descriptor in memory, where no result of an
 * earlier step can go: so a number is taken for it ahead of time.
 */
public final class Birthplace {
    private static final Set<OpenFlag> FOLDER = Set.of(OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);

    private final String directory;
    private Optional<Fd.Number> number = Optional.empty();

    private Birthplace(String directory) {
        this.directory = directory;
    }

    /**
     * Takes a number with the next plan that the stub runs.
     *
     * @param directory of the cgroup, which need not be there before the clone is to be
     */
    public static Birthplace in(Stub stub, String directory) {
        var birthplace = new Birthplace(directory);
        var plan = new Plan();
        Slot taken = plan.call("take a descriptor", new Openat(Fd.CWD, "/", FOLDER, 0));
        stub.runLater(plan, outcome -> birthplace.number = Optional.of((Fd.Number) outcome.fd(taken)));
        return birthplace;
    }

    /** The descriptor that is taken. */
    Fd.Number number() {
        return number.orElseThrow(() -> new IllegalStateException("not taken yet: a descriptor for " + directory));
    }

    /** Opens the directory under the number. */
    void open(Plan plan) {
        String intent = "open cgroup " + directory;
        Slot opened = plan.call(intent, new Openat(Fd.CWD, directory, FOLDER, 0));
        plan.call(intent, new Dup3(opened, number().value(), true));
        plan.call(intent, new Close(opened));
    }

    /** Whether a clone of another kind may work, where the plan that begins with {@link #open} has failed. */
    boolean isRefusal(SyscallException failure, Plan plan, Slot clone) {
        return failure.step().equals(plan.steps().getFirst()) && CloneRefusal.UNOPENED.contains(failure.errno())
                || failure.step().equals(plan.steps().get(clone.index()))
                        && CloneRefusal.NOT_INTO_CGROUP.contains(failure.errno());
    }
}
