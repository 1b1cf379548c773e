package dev.jrun.runtime.credential;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Chdir;
import dev.jrun.runtime.syscall.FileCall.Getcwd;
import dev.jrun.runtime.syscall.FileCall.Mkdirat;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.Optional;
import java.util.Set;

/**
 * Enters the working directory of the container's process. Run by init after pivot_root(2).
 *
 * <p>{@link #make} first (before a read-only root is made so), then {@link #asRoot}; where that is refused, {@link
 * #asUser}: root may not enter a directory on FUSE or NFS that the user may.
 */
public final class WorkingDirectory {
    private static final int MODE = 0755;

    private final Plan plan = new Plan();
    private final Getcwd getcwd = new Getcwd();
    private final Slot entered;
    private final Slot directory;

    private WorkingDirectory(String cwd) {
        entered = plan.attempt(intent(cwd), new Chdir(cwd), Set.of(Errno.EACCES, Errno.EPERM));
        directory = planGetcwd();
    }

    private WorkingDirectory(String cwd, Identity identity) {
        entered = new Slot(identity.setgroups() ? 3 : 2);
        identity.onFiles(plan, () -> plan.call(intent(cwd), new Chdir(cwd)));
        directory = planGetcwd();
    }

    /** Makes the directory and those above it where they are missing. */
    public static Plan make(String cwd) {
        Plan plan = new Plan();
        make(plan, cwd);
        return plan;
    }

    /** Adds the steps of {@link #make(String)} to {@code plan}. */
    public static void make(Plan plan, String cwd) {
        for (int end = cwd.indexOf('/', 1); ; end = cwd.indexOf('/', end + 1)) {
            String path = end < 0 ? cwd : cwd.substring(0, end);
            if (!path.isEmpty() && !path.endsWith("/")) {
                plan.attempt("mkdir " + path, new Mkdirat(Fd.CWD, path, MODE), Set.of(Errno.EEXIST));
            }
            if (end < 0) {
                return;
            }
        }
    }

    /** Enters {@code cwd} as root, unless that is not permitted: see {@link #check}. */
    public static WorkingDirectory asRoot(String cwd) {
        return new WorkingDirectory(cwd);
    }

    /** Enters {@code cwd} as the user that the container's process will be. */
    public static WorkingDirectory asUser(String cwd, Identity identity) {
        return new WorkingDirectory(cwd, identity);
    }

    private static String intent(String cwd) {
        return "chdir to cwd (\"" + cwd + "\") set in config.json failed";
    }

    private Slot planGetcwd() {
        return plan.attempt("ask for the working directory", getcwd, Set.of(Errno.ENOENT));
    }

    public Plan plan() {
        return plan;
    }

    /**
     * Whether the directory was entered. Where the answer is no, root may not and the user has to try.
     *
     * @throws InvalidInputException where the directory is not inside the container (CVE-2024-21626)
     */
    public boolean check(Outcome outcome) {
        if (outcome.failure(entered).isPresent()) {
            return false;
        }
        Optional<Errno> gone = outcome.failure(directory);
        // The kernel writes (unreachable)/… for a directory that no path from the root leads to.
        if (gone.isPresent() || !current(outcome).startsWith("/")) {
            throw new InvalidInputException("/process/cwd: current working directory is outside of container mount"
                    + " namespace root -- possible container breakout detected");
        }
        return true;
    }

    private String current(Outcome outcome) {
        return getcwd.lift(new Reply(outcome.value(directory), outcome.outs(directory)));
    }
}
