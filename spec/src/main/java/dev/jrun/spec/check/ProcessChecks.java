package dev.jrun.spec.check;

import dev.jrun.spec.Capabilities;
import dev.jrun.spec.ConsoleSize;
import dev.jrun.spec.IoPriority;
import dev.jrun.spec.Process;
import dev.jrun.spec.Rlimit;
import dev.jrun.spec.User;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of a process. */
final class ProcessChecks {
    private static final int UMASK_MAX = 0777;
    private static final int OOM_SCORE_ADJ_MAX = 1000;
    private static final int IO_PRIORITY_MAX = 7;
    private static final BigInteger CONSOLE_MAX = BigInteger.valueOf(0xffff);
    private static final Set<String> RLIMITS = Set.of(
            "RLIMIT_AS",
            "RLIMIT_CORE",
            "RLIMIT_CPU",
            "RLIMIT_DATA",
            "RLIMIT_FSIZE",
            "RLIMIT_LOCKS",
            "RLIMIT_MEMLOCK",
            "RLIMIT_MSGQUEUE",
            "RLIMIT_NICE",
            "RLIMIT_NOFILE",
            "RLIMIT_NPROC",
            "RLIMIT_RSS",
            "RLIMIT_RTPRIO",
            "RLIMIT_RTTIME",
            "RLIMIT_SIGPENDING",
            "RLIMIT_STACK");

    private final Process process;
    private final String pointer;
    private final Problems problems;

    ProcessChecks(Process process, String pointer, Problems problems) {
        this.process = process;
        this.pointer = pointer;
        this.problems = problems;
    }

    void check() {
        arguments();
        problems.environment(pointer + "/env", process.env());
        problems.absolutePath(pointer + "/cwd", process.cwd());
        process.user().ifPresent(this::user);
        process.consoleSize().ifPresent(this::consoleSize);
        process.capabilities().ifPresent(this::capabilities);
        rlimits();
        oomScoreAdj();
        process.scheduler().ifPresent(scheduler -> new SchedulerChecks(scheduler, pointer, problems).check());
        process.ioPriority().ifPresent(this::ioPriority);
    }

    private void arguments() {
        if (process.args().isEmpty()) {
            problems.error(pointer + "/args", "missing or empty, it names the program to run");
        } else if (process.args().getFirst().isEmpty()) {
            problems.error(pointer + "/args/0", "the name of the program to run is empty");
        }
        for (int i = 0; i < process.args().size(); i++) {
            problems.noNul(pointer + "/args/" + i, process.args().get(i));
        }
        if (process.commandLine().isPresent()) {
            problems.error(pointer + "/commandLine", "is for Windows only, use args");
        }
    }

    private void user(User user) {
        user.umask()
                .filter(umask -> umask > UMASK_MAX)
                .ifPresent(umask ->
                        problems.error(pointer + "/user/umask", "expected at most 511 (octal 777), found " + umask));
        if (user.username().isPresent()) {
            problems.warning(pointer + "/user/username", "is for Windows only and has no effect, use uid");
        }
    }

    private void consoleSize(ConsoleSize size) {
        if (size.height().compareTo(CONSOLE_MAX) > 0) {
            problems.error(pointer + "/consoleSize/height", "expected at most 65535, found " + size.height());
        }
        if (size.width().compareTo(CONSOLE_MAX) > 0) {
            problems.error(pointer + "/consoleSize/width", "expected at most 65535, found " + size.width());
        }
        if (!process.terminal()) {
            problems.warning(pointer + "/consoleSize", "has no effect where terminal is false");
        }
    }

    private void capabilities(Capabilities sets) {
        known("bounding", sets.bounding());
        known("effective", sets.effective());
        known("inheritable", sets.inheritable());
        known("permitted", sets.permitted());
        known("ambient", sets.ambient());
        for (int i = 0; i < sets.effective().size(); i++) {
            if (!sets.permitted().contains(sets.effective().get(i))) {
                problems.error(
                        pointer + "/capabilities/effective/" + i,
                        sets.effective().get(i) + " is not in the permitted set, the kernel refuses that");
            }
        }
        for (int i = 0; i < sets.ambient().size(); i++) {
            String name = sets.ambient().get(i);
            if (!sets.permitted().contains(name) || !sets.inheritable().contains(name)) {
                problems.warning(
                        pointer + "/capabilities/ambient/" + i,
                        name + " has no effect, it is not in both the permitted and the inheritable set");
            }
        }
    }

    private void known(String set, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!CapabilityNames.ALL.contains(names.get(i))) {
                problems.warning(
                        pointer + "/capabilities/" + set + "/" + i,
                        "the capability \"" + names.get(i) + "\" is not known and is left out");
            }
        }
    }

    private void rlimits() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < process.rlimits().size(); i++) {
            Rlimit limit = process.rlimits().get(i);
            String place = pointer + "/rlimits/" + i;
            if (!RLIMITS.contains(limit.type())) {
                problems.error(place + "/type", "the resource limit \"" + limit.type() + "\" is not known");
            } else if (!seen.add(limit.type())) {
                problems.error(place + "/type", limit.type() + " is given twice");
            }
            if (limit.soft().compareTo(limit.hard()) > 0) {
                problems.error(
                        place + "/soft", "the soft limit " + limit.soft() + " is above the hard limit " + limit.hard());
            }
        }
    }

    private void oomScoreAdj() {
        process.oomScoreAdj()
                .filter(score -> Math.abs((long) score) > OOM_SCORE_ADJ_MAX)
                .ifPresent(score -> problems.error(
                        pointer + "/oomScoreAdj", "expected a number from -1000 to 1000, found " + score));
    }

    private void ioPriority(IoPriority ioPriority) {
        ioPriority
                .priority()
                .filter(level -> level < 0 || level > IO_PRIORITY_MAX)
                .ifPresent(level -> problems.error(
                        pointer + "/ioPriority/priority", "expected a number from 0 to 7, found " + level));
    }
}
