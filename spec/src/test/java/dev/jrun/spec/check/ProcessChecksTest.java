package dev.jrun.spec.check;

import static dev.jrun.spec.check.ChangedConfig.assertProblem;

import org.junit.jupiter.api.Test;

class ProcessChecksTest {
    @Test
    void relativeCwdIsRefused() {
        assertProblem(
                Severity.ERROR, "/process/cwd", "expected an absolute path, found \"tmp\"", "/process/cwd", "\"tmp\"");
    }

    @Test
    void emptyArgsAreRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/args",
                "missing or empty, it names the program to run",
                "/process/args",
                "[]");
    }

    @Test
    void anEmptyProgramNameIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/args/0",
                "the name of the program to run is empty",
                "/process/args",
                "[\"\"]");
    }

    @Test
    void nulInAnArgumentIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/args/1",
                "contains a NUL character, which Linux can't take",
                "/process/args",
                "[\"sh\",\"a\\u0000b\"]");
    }

    @Test
    void commandLineIsRefusedAsItIsForWindows() {
        assertProblem(
                Severity.ERROR,
                "/process/commandLine",
                "is for Windows only, use args",
                "/process/commandLine",
                "\"cmd.exe\"");
    }

    @Test
    void environmentWithoutEqualsSignIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/env/1",
                "expected NAME=value, found \"PATH\"",
                "/process/env",
                "[\"A=1\",\"PATH\"]");
    }

    @Test
    void environmentWithoutNameIsRefused() {
        assertProblem(Severity.ERROR, "/process/env/0", "the name before the = is empty", "/process/env", "[\"=x\"]");
    }

    @Test
    void nulInTheEnvironmentIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/env/0",
                "contains a NUL character, which Linux can't take",
                "/process/env",
                "[\"A=\\u0000\"]");
    }

    @Test
    void umaskAbove777IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/user/umask",
                "expected at most 511 (octal 777), found 512",
                "/process/user/umask",
                "512");
    }

    @Test
    void usernameHasNoEffect() {
        assertProblem(
                Severity.WARNING,
                "/process/user/username",
                "is for Windows only and has no effect, use uid",
                "/process/user/username",
                "\"root\"");
    }

    @Test
    void consoleHeightAbove16BitsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/consoleSize/height",
                "expected at most 65535, found 65536",
                "/process/terminal",
                "true",
                "/process/consoleSize",
                "{\"height\":65536,\"width\":80}");
    }

    @Test
    void consoleWidthAbove16BitsIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/consoleSize/width",
                "expected at most 65535, found 65536",
                "/process/terminal",
                "true",
                "/process/consoleSize",
                "{\"height\":24,\"width\":65536}");
    }

    @Test
    void consoleSizeWithoutTerminalHasNoEffect() {
        assertProblem(
                Severity.WARNING,
                "/process/consoleSize",
                "has no effect where terminal is false",
                "/process/terminal",
                "false",
                "/process/consoleSize",
                "{\"height\":24,\"width\":80}");
    }

    @Test
    void softLimitAboveHardLimitIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/rlimits/0/soft",
                "the soft limit 2 is above the hard limit 1",
                "/process/rlimits",
                "[{\"type\":\"RLIMIT_CORE\",\"soft\":2,\"hard\":1}]");
    }

    @Test
    void aLimitGivenTwiceIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/rlimits/1/type",
                "RLIMIT_CORE is given twice",
                "/process/rlimits",
                "[{\"type\":\"RLIMIT_CORE\",\"soft\":1,\"hard\":1},{\"type\":\"RLIMIT_CORE\",\"soft\":2,\"hard\":2}]");
    }

    @Test
    void anUnknownLimitIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/rlimits/0/type",
                "the resource limit \"RLIMIT_FOO\" is not known",
                "/process/rlimits",
                "[{\"type\":\"RLIMIT_FOO\",\"soft\":1,\"hard\":1}]");
    }

    @Test
    void oomScoreAdjAbove1000IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/oomScoreAdj",
                "expected a number from -1000 to 1000, found 1001",
                "/process/oomScoreAdj",
                "1001");
    }

    @Test
    void oomScoreAdjBelowMinus1000IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/oomScoreAdj",
                "expected a number from -1000 to 1000, found -1001",
                "/process/oomScoreAdj",
                "-1001");
    }

    @Test
    void ioPriorityAbove7IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/ioPriority/priority",
                "expected a number from 0 to 7, found 8",
                "/process/ioPriority",
                "{\"class\":\"IOPRIO_CLASS_BE\",\"priority\":8}");
    }

    @Test
    void niceBeyond19IsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/scheduler/nice",
                "expected a number from -20 to 19, found 20",
                "/process/scheduler",
                "{\"policy\":\"SCHED_OTHER\",\"nice\":20}");
    }

    @Test
    void priorityOfAnOrdinarySchedulerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/scheduler/priority",
                "SCHED_OTHER has no priority, only SCHED_FIFO and SCHED_RR do",
                "/process/scheduler",
                "{\"policy\":\"SCHED_OTHER\",\"priority\":1}");
    }

    @Test
    void deadlineOfAnOtherSchedulerIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/scheduler",
                "runtime, deadline and period are for SCHED_DEADLINE only",
                "/process/scheduler",
                "{\"policy\":\"SCHED_RR\",\"deadline\":1}");
    }

    @Test
    void deadlineSchedulerWithoutRuntimeIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/scheduler/runtime",
                "missing, SCHED_DEADLINE needs it",
                "/process/scheduler",
                "{\"policy\":\"SCHED_DEADLINE\",\"deadline\":1}");
    }

    @Test
    void anUnknownCapabilityIsLeftOut() {
        assertProblem(
                Severity.WARNING,
                "/process/capabilities/bounding/1",
                "the capability \"CAP_FLY\" is not known and is left out",
                "/process/capabilities",
                "{\"bounding\":[\"CAP_KILL\",\"CAP_FLY\"]}");
    }

    @Test
    void effectiveCapabilityThatIsNotPermittedIsRefused() {
        assertProblem(
                Severity.ERROR,
                "/process/capabilities/effective/1",
                "CAP_CHOWN is not in the permitted set, the kernel refuses that",
                "/process/capabilities",
                "{\"permitted\":[\"CAP_KILL\"],\"effective\":[\"CAP_KILL\",\"CAP_CHOWN\"]}");
    }

    @Test
    void ambientCapabilityThatIsNotInheritableHasNoEffect() {
        assertProblem(
                Severity.WARNING,
                "/process/capabilities/ambient/0",
                "CAP_KILL has no effect, it is not in both the permitted and the inheritable set",
                "/process/capabilities",
                "{\"permitted\":[\"CAP_KILL\"],\"ambient\":[\"CAP_KILL\"]}");
    }

    @Test
    void ambientCapabilityThatIsNotPermittedHasNoEffect() {
        assertProblem(
                Severity.WARNING,
                "/process/capabilities/ambient/0",
                "CAP_KILL has no effect, it is not in both the permitted and the inheritable set",
                "/process/capabilities",
                "{\"inheritable\":[\"CAP_KILL\"],\"ambient\":[\"CAP_KILL\"]}");
    }
}
