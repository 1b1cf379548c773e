package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the config says of the process, as the process itself sees it. */
@BlackBoxTest
class ProcessTest {
    private static final long AUDIT_WRITE = 1L << 29;
    private static final long KILL = 1L << 5;
    private static final long NET_BIND_SERVICE = 1L << 10;

    @Test
    void theProcessHasItsStandardDescriptorsAndNoOthers(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            Map<Integer, String> descriptors = container.init().descriptors();

            assertThat(descriptors).containsOnlyKeys(0, 1, 2);
            assertThat(descriptors.get(0)).isEqualTo("/dev/null");
        }
        // The fourth is the folder that it reads.
        bundle.args("ls", "/proc/self/fd");
        assertThat(jrun.output(bundle)).isEqualTo("0\n1\n2\n3\n");
    }

    @Test
    void argumentsEnvironmentAndFolderAreTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.args("sh", "-c", "pwd; env; echo \"$0|$1|$2|$3\"", "zero", "two words", "", "ü\n")
                .set("/process/env", "['PATH=/bin', 'A=1', 'B=two words', 'EMPTY=', 'HOME=/somewhere']")
                .set("/process/cwd", "'/etc'");

        List<String> lines = jrun.output(bundle).lines().toList();
        assertThat(lines).contains("/etc", "A=1", "B=two words", "EMPTY=", "HOME=/somewhere", "zero|two words||ü");
        assertThat(lines)
                .noneMatch(line -> line.startsWith("JAVA") || line.startsWith("JRUN") || line.startsWith("_LIB"));
    }

    @Test
    void theEnvironmentHoldsNothingThatTheConfigDoesNotName(Jrun jrun, BundleBuilder bundle) {
        try (Container container =
                jrun.start(bundle.sleeping().set("/process/env", "['PATH=/bin', 'ONLY=this', 'HOME=/']"))) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            assertThat(container.init().text("environ").split("\0"))
                    .containsExactly("PATH=/bin", "ONLY=this", "HOME=/");
        }
    }

    @Test
    void homeComesFromThePasswordFileWhereTheConfigHasNone(Jrun jrun, BundleBuilder bundle) {
        assertThat(jrun.output(bundle.script("echo $HOME"))).isEqualTo("/root\n");
        bundle.set("/process/user", "{'uid': 1000, 'gid': 1000}");
        assertThat(jrun.output(bundle)).isEqualTo("/home\n");
        bundle.set("/process/user", "{'uid': 4242, 'gid': 1}");
        assertThat(jrun.output(bundle)).isEqualTo("/\n");
    }

    @Test
    void theProgramIsLookedUpInThePathOfTheConfig(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path tools = Files.createDirectory(bundle.rootfs().resolve("tools"));
        Files.writeString(tools.resolve("greet"), "#!/bin/sh\necho \"greetings from $0\"\n");
        Files.setPosixFilePermissions(tools.resolve("greet"), PosixFilePermissions.fromString("rwxr-xr-x"));
        bundle.args("greet").set("/process/env", "['PATH=/nowhere:/tools:/bin']");

        assertThat(jrun.output(bundle)).isEqualTo("greetings from /tools/greet\n");
    }

    @Test
    void idsGroupsAndUmaskAreTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/user", "{'uid': 1234, 'gid': 2345, 'umask': 63, 'additionalGids': [5, 4567]}")
                .sleeping();
        try (Container container = jrun.start(bundle)) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            ProcFacts init = container.init();
            assertThat(init.status("Uid").split("\\s+")).containsOnly("1234");
            assertThat(init.status("Gid").split("\\s+")).containsOnly("2345");
            assertThat(init.status("Groups").split("\\s+")).contains("5", "4567");
            assertThat(init.status("Umask")).isEqualTo("0077");
            assertThat(init.status("CapEff")).isEqualTo("0000000000000000");
        }
    }

    @Test
    void theCallersGroupsAreNotInherited(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            assertThat(container.init().status("Groups").replace("0", "").strip())
                    .isEmpty();
            assertThat(container.init().status("Umask")).isEqualTo("0022");
        }
    }

    @Test
    void eachCapabilitySetIsTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/capabilities", """
                {'bounding': ['CAP_AUDIT_WRITE', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],
                 'permitted': ['CAP_KILL', 'CAP_NET_BIND_SERVICE'], 'effective': ['CAP_KILL'],
                 'inheritable': ['CAP_NET_BIND_SERVICE'], 'ambient': ['CAP_NET_BIND_SERVICE']}""")
                .set("/process/user", "{'uid': 1000, 'gid': 1000}")
                .script("grep ^Cap /proc/self/status; sleep 1000");
        try (Container container = jrun.start(bundle)) {
            String output = container.awaitOutput("CapAmb");

            assertThat(bits(output, "CapBnd")).isEqualTo(AUDIT_WRITE | KILL | NET_BIND_SERVICE);
            assertThat(bits(output, "CapInh")).isEqualTo(NET_BIND_SERVICE);
            assertThat(bits(output, "CapAmb")).isEqualTo(NET_BIND_SERVICE);
            // execve of a program without file capabilities leaves a user who isn't root the ambient ones.
            assertThat(bits(output, "CapPrm")).isEqualTo(NET_BIND_SERVICE);
            assertThat(bits(output, "CapEff")).isEqualTo(NET_BIND_SERVICE);
        }
    }

    @Test
    void rootHasTheBoundingSetAndNothingInheritable(Jrun jrun, BundleBuilder bundle) {
        String output = jrun.output(bundle.script("grep ^Cap /proc/self/status"));

        for (String set : List.of("CapBnd", "CapPrm", "CapEff")) {
            assertThat(bits(output, set)).as(set).isEqualTo(AUDIT_WRITE | KILL | NET_BIND_SERVICE);
        }
        assertThat(bits(output, "CapInh")).isZero();
        assertThat(bits(output, "CapAmb")).isZero();
    }

    @Test
    void withoutAnyCapabilitiesAProcessHasNone(Jrun jrun, BundleBuilder bundle) {
        String output = jrun.output(bundle.set("/process/capabilities", "{}").script("grep ^Cap /proc/self/status"));

        assertThat(output.lines()).allSatisfy(line -> assertThat(line).endsWith("\t0000000000000000"));
    }

    @Test
    void limitsAreTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/rlimits", """
                [{'type': 'RLIMIT_NOFILE', 'soft': 100, 'hard': 200}, {'type': 'RLIMIT_CORE', 'soft': 0, 'hard': 0},
                 {'type': 'RLIMIT_STACK', 'soft': 1048576, 'hard': 2097152}, {'type': 'RLIMIT_NPROC', 'soft': 300, 'hard': 400},
                 {'type': 'RLIMIT_CPU', 'soft': 1000, 'hard': 2000}]""");
        try (Container container = jrun.start(bundle)) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            ProcFacts init = container.init();
            assertThat(init.limit("Max open files")).containsExactly("100", "200");
            assertThat(init.limit("Max core file size")).containsExactly("0", "0");
            assertThat(init.limit("Max stack size")).containsExactly("1048576", "2097152");
            assertThat(init.limit("Max processes")).containsExactly("300", "400");
            assertThat(init.limit("Max cpu time")).containsExactly("1000", "2000");
        }
    }

    @Test
    void noNewPrivilegesAndTheOomScoreAreTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.script("grep NoNewPrivs /proc/self/status; cat /proc/self/oom_score_adj")
                .set("/process/oomScoreAdj", "321");
        assertThat(jrun.output(bundle)).isEqualTo("NoNewPrivs:\t1\n321\n");

        bundle.set("/process/noNewPrivileges", "false");
        assertThat(jrun.output(bundle)).isEqualTo("NoNewPrivs:\t0\n321\n");
    }

    @Test
    void withoutAnOomScoreTheCallersIsKept(Jrun jrun, BundleBuilder bundle) {
        String callers = ProcFacts.self().text("oom_score_adj");
        assertThat(jrun.output(bundle.script("cat /proc/self/oom_score_adj"))).isEqualTo(callers);
    }

    @Test
    void theHostnameIsTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/hostname", "'a-host'").script("hostname; cat /proc/sys/kernel/domainname");
        String before = ProcFacts.self().namespace("uts");

        assertThat(jrun.output(bundle)).startsWith("a-host\n");
        assertThat(ProcFacts.self().namespace("uts")).isEqualTo(before);
    }

    @Test
    @JrunOnly("runc 1.1 ignores domainname")
    void theDomainNameIsTheConfigs(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/domainname", "'a.domain'").script("cat /proc/sys/kernel/domainname");
        assertThat(jrun.output(bundle)).isEqualTo("a.domain\n");
    }

    @Test
    void aMissingWorkingFolderIsMade(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/cwd", "'/work/deep'").script("pwd");

        assertThat(jrun.output(bundle)).isEqualTo("/work/deep\n");
        assertThat(bundle.rootfs().resolve("work/deep")).isDirectory();
    }

    @Test
    void aWorkingFolderThatIsAFileIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/cwd", "'/etc/plain'").sleeping();

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure("/etc/plain");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aWorkingFolderOutsideOfTheContainerIsRefused(Jrun jrun, BundleBuilder bundle) {
        for (int fd = 3; fd < 12; fd++) {
            bundle.set("/process/cwd", "'/proc/self/fd/" + fd + "'").script("cat /proc/self/cwd/etc/hostname");
            Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

            assertThat(result.exit()).as("cwd /proc/self/fd/%d: %s", fd, result).isNotZero();
        }
    }

    /** What the caller ignores, as the background job of a shell does SIGINT, is not ignored in the container. */
    @Test
    void theProcessStartsWithDefaultSignals(Jrun jrun, BundleBuilder bundle) {
        String ignoring = "trap '' HUP INT TERM;";
        String[] look = {"grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status"};

        Path folder = bundle.args(look).write();
        Result run = jrun.command("run", "--bundle", folder.toString(), Jrun.newId())
                .after(ignoring)
                .run();
        requireDefaultSignals(run);

        try (Container container = jrun.start(bundle.sleeping())) {
            Result exec = jrun.command("exec", container.id(), look[0], look[1], look[2], look[3])
                    .after(ignoring)
                    .run();
            requireDefaultSignals(exec);
        }
    }

    private static void requireDefaultSignals(Result result) {
        String status = result.expectSuccess().out();
        assertThat(bits(status, "SigBlk")).isZero();
        assertThat(bits(status, "SigCgt")).isZero();
        assertThat(bits(status, "SigIgn")).isZero();
    }

    @Test
    void theProcessLeadsASessionOfItsOwn(Jrun jrun, BundleBuilder bundle) {
        String stat = jrun.output(bundle.args("cat", "/proc/self/stat"));

        // pid (name) state parent group session
        assertThat(stat).startsWith("1 (cat) R 0 1 1 ");
    }

    private static long bits(String status, String set) {
        return status.lines()
                .filter(line -> line.startsWith(set + ":"))
                .map(line ->
                        Long.parseUnsignedLong(line.substring(set.length() + 1).strip(), 16))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + set + " in " + status));
    }
}
