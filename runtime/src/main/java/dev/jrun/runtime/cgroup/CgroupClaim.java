package dev.jrun.runtime.cgroup;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.abi.OpenFlag;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Write;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What has to be done to make the container's cgroup; nothing of it is done yet.
 *
 * @param steps in order
 */
public record CgroupClaim(List<Step> steps) {
    /** Nothing to do. */
    public static final CgroupClaim NONE = new CgroupClaim(List.of());

    private static final int MODE = 0755;

    /** What the kernel says to a caller who may not change a cgroup, or one above it that is missing for that reason. */
    private static final Set<Errno> FORBIDDEN = Set.of(Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ENOENT);

    public CgroupClaim {
        steps = List.copyOf(steps);
    }

    /** A part of the work. */
    public sealed interface Step {
        /** The file or directory that it changes. */
        String path();
    }

    /**
     * A cgroup to make.
     *
     * @param optional whether the container can do without: a rootless caller may not be allowed to
     */
    public record MakeDirectory(String path, boolean optional) implements Step {}

    /** A value that a new cgroup needs before a process can be in it. */
    public record Initialize(String path, String value, boolean optional) implements Step {}

    /** Controllers to hand down to the cgroups in the directory {@code path}, each as far as that is possible. */
    public record HandDown(String path, List<String> controllers) implements Step {
        public HandDown {
            controllers = List.copyOf(controllers);
        }
    }

    /** The directories that will be made, from the top down. To be remembered before they are made. */
    public List<String> made() {
        List<String> made = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof MakeDirectory make) {
                made.add(make.path());
            }
        }
        return made;
    }

    /** The part that is done in one hierarchy, and the rest. */
    public Split at(String mountPoint) {
        List<Step> first = new ArrayList<>();
        List<Step> rest = new ArrayList<>();
        for (Step step : steps) {
            (isBelow(step.path(), mountPoint) ? first : rest).add(step);
        }
        return new Split(new CgroupClaim(first), new CgroupClaim(rest));
    }

    private static boolean isBelow(String path, String mountPoint) {
        int end = mountPoint.length();
        return path.startsWith(mountPoint) && (path.length() == end || path.charAt(end) == '/');
    }

    /** Two parts of a claim, of which {@code first} does not need the other. */
    public record Split(CgroupClaim first, CgroupClaim rest) {}

    /** Makes the cgroup. */
    public Plan make() {
        Plan plan = new Plan();
        addTo(plan);
        return plan;
    }

    /** Adds the steps that make the cgroup. */
    public void addTo(Plan plan) {
        for (Step step : steps) {
            switch (step) {
                case MakeDirectory make -> addMake(plan, make);
                case Initialize initialize -> addInitialize(plan, initialize);
                case HandDown handDown -> addHandDown(plan, handDown);
            }
        }
    }

    private static void addMake(Plan plan, MakeDirectory make) {
        // Another container's create may make the parents at the same time.
        Set<Errno> tolerated =
                make.optional() ? Set.of(Errno.EEXIST, Errno.EACCES, Errno.EROFS, Errno.ENOENT) : Set.of(Errno.EEXIST);
        plan.attempt("make cgroup " + make.path(), new Mkdirat(Fd.CWD, make.path(), MODE), tolerated);
    }

    private static void addInitialize(Plan plan, Initialize initialize) {
        String intent = "write " + initialize.value() + " to " + initialize.path();
        Set<Errno> tolerated = initialize.optional() ? FORBIDDEN : Set.of();
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, openToWrite(initialize.path()), tolerated, () -> {
            plan.call(intent, Write.text(file, initialize.value()));
            plan.call(intent, new Close(file));
        });
    }

    /** EBUSY: a cgroup with processes of its own hands nothing down. ENOENT: its parent doesn't have the controller. */
    private static void addHandDown(Plan plan, HandDown handDown) {
        String path = handDown.path() + "/cgroup.subtree_control";
        String intent = "hand controllers down in " + path;
        Slot file = new Slot(plan.steps().size());
        plan.callThen(intent, openToWrite(path), FORBIDDEN, () -> {
            for (String controller : handDown.controllers()) {
                plan.attempt(
                        intent,
                        Write.text(file, "+" + controller),
                        Set.of(Errno.EBUSY, Errno.ENOENT, Errno.EOPNOTSUPP, Errno.EINVAL));
            }
            plan.call(intent, new Close(file));
        });
    }

    private static Openat openToWrite(String path) {
        return new Openat(Fd.CWD, path, Set.of(OpenFlag.O_WRONLY), 0);
    }
}
