package dev.jrun.runtime.credential;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Faccessat2;
import dev.jrun.runtime.syscall.FileCall.Statx;
import dev.jrun.runtime.syscall.FileStatus;
import dev.jrun.runtime.syscall.Outcome;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the file that {@code process.args[0]} means, as the user that will execute it. Run by init after pivot_root(2)
 * and in the working directory, at create: clients want to be told then, in the words that they match.
 */
public final class ExecutableLookup {
    private static final int MOST_CANDIDATES = 1000;
    private static final int ANY_EXECUTE = 0111;
    private static final Set<Errno> UNSEEN = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ELOOP);
    private static final Set<Errno> UNEXECUTABLE = Set.of(Errno.EACCES, Errno.EPERM, Errno.ENOSYS);

    private record Candidate(String path, Slot status, Slot access) {}

    /** What a candidate turned out to be; {@code problem} is empty for an executable file. */
    private record Finding(String path, String problem) {}

    private final String program;
    private final Plan plan = new Plan();
    private final List<Candidate> candidates = new ArrayList<>();

    /**
     * Plans the look-up of {@code args[0]} along the PATH of {@code environment}; a name with a slash is a path.
     *
     * @throws InvalidInputException where args is empty or PATH unreasonably long
     */
    public ExecutableLookup(List<String> args, Environment environment, Identity identity) {
        if (args.isEmpty()) {
            throw new InvalidInputException("/process/args: empty; name the program to run");
        }
        program = args.getFirst();
        List<String> paths = paths(program, environment.value("PATH"));
        if (paths.size() > MOST_CANDIDATES) {
            throw new InvalidInputException("/process/env: PATH has more than " + MOST_CANDIDATES + " entries");
        }
        identity.onFiles(plan, () -> paths.forEach(this::test));
    }

    private static List<String> paths(String program, Optional<String> path) {
        if (program.contains("/")) {
            return List.of(program);
        }
        if (program.isEmpty() || path.isEmpty() || path.get().isEmpty()) {
            return List.of();
        }
        return List.of(path.get().split(":", -1)).stream()
                .map(folder -> (folder.isEmpty() ? "." : folder) + "/" + program)
                .toList();
    }

    private void test(String path) {
        Slot access = new Slot(plan.steps().size() + 1);
        Slot status = plan.callThen(
                "exec: \"" + program + "\": stat " + path,
                new Statx(Fd.CWD, path, Set.of()),
                UNSEEN,
                () -> plan.attempt(
                        "exec: \"" + program + "\"", new Faccessat2(Fd.CWD, path, Faccessat2.X_OK), UNEXECUTABLE));
        candidates.add(new Candidate(path, status, access));
    }

    public Plan plan() {
        return plan;
    }

    /**
     * The path to execute.
     *
     * @throws InvalidInputException where there is none, in the words of runc, which clients match
     */
    public String find(Outcome outcome) {
        boolean byPath = program.contains("/");
        for (Candidate candidate : candidates) {
            Finding finding = judge(candidate, outcome);
            if (finding.problem().isEmpty()) {
                return checkAbsolute(finding.path(), byPath);
            }
            if (byPath) {
                throw failure(finding.problem());
            }
        }
        throw failure("executable file not found in $PATH");
    }

    /** A relative entry of PATH leads to a file of the working directory, which is not what a bare name asks for. */
    private String checkAbsolute(String path, boolean byPath) {
        if (!byPath && !path.startsWith("/")) {
            throw failure("cannot run executable found relative to current directory");
        }
        return path;
    }

    private static Finding judge(Candidate candidate, Outcome outcome) {
        String path = candidate.path();
        Optional<Errno> unseen = outcome.failure(candidate.status());
        if (unseen.isPresent()) {
            return new Finding(path, "stat " + path + ": " + unseen.get().message());
        }
        Slot slot = candidate.status();
        FileStatus status = new Statx(Fd.CWD, path, Set.of()).lift(new Reply(outcome.value(slot), outcome.outs(slot)));
        if (status.isDirectory()) {
            return new Finding(path, Errno.EISDIR.message());
        }
        return new Finding(path, denial(status, outcome.failure(candidate.access())));
    }

    private static String denial(FileStatus status, Optional<Errno> refused) {
        if (refused.isEmpty()) {
            return "";
        }
        // faccessat2(2) came with Linux 5.8; before it execve(2) has the last word.
        boolean unknown = refused.get().equals(Errno.ENOSYS);
        return unknown && (status.mode() & ANY_EXECUTE) != 0 ? "" : Errno.EACCES.message();
    }

    private InvalidInputException failure(String problem) {
        return new InvalidInputException("exec: \"" + program + "\": " + problem);
    }
}
