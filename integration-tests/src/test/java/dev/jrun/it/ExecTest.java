package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.ProcessCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code exec}: what the process that it adds to a container is, and what it tells of it. */
@BlackBoxTest
class ExecTest {
    private static final long AUDIT_WRITE = 1L << 29;
    private static final long KILL = 1L << 5;
    private static final long NET_BIND_SERVICE = 1L << 10;
    private static final long SYS_ADMIN = 1L << 21;

    private static String exec(Jrun jrun, Container container, String... arguments) {
        return call(jrun, container, List.of(), arguments).expectSuccess().out();
    }

    private static Result call(Jrun jrun, Container container, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>(List.of("exec"));
        command.addAll(flags);
        command.add(container.id());
        command.addAll(List.of(arguments));
        return jrun.call(command.toArray(String[]::new));
    }

    @Test
    void theProcessIsInAllNamespacesAndCgroupsOfTheContainer(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path pidFile = jrun.file("exec.pid");
        try (Container container = jrun.start(bundle.sleeping())) {
            call(jrun, container, List.of("--detach", "--pid-file", pidFile.toString()), "sleep", "1000")
                    .expectSuccess();
            var process = new ProcFacts(Integer.parseInt(Files.readString(pidFile)));

            for (String type : List.of("mnt", "pid", "net", "uts", "ipc", "user", "cgroup")) {
                assertThat(process.namespace(type)).isEqualTo(container.init().namespace(type));
            }
            assertThat(process.cgroups()).isEqualTo(container.init().cgroups());
            assertThat(process.link("root")).isEqualTo("/");
            assertThat(process.link("cwd")).isEqualTo("/");
            assertThat(process.descriptors()).containsOnlyKeys(0, 1, 2);
            assertThat(process.parent()).isEqualTo(ProcFacts.self().pid());
            end(process);
        }
    }

    @Test
    void argumentsThatLookLikeFlagsAreTheProgramsOwn(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(exec(jrun, container, "sh", "-c", "echo $0 $1 $2", "-t", "--pid-file", "-x"))
                    .isEqualTo("-t --pid-file -x\n");
        }
    }

    @Test
    void theExitCodeIsThatOfTheProcess(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(call(jrun, container, List.of(), "sh", "-c", "exit 7").exit())
                    .isEqualTo(7);
            assertThat(call(jrun, container, List.of(), "sh", "-c", "kill -9 $$")
                            .exit())
                    .isEqualTo(137);
        }
    }

    @Test
    void whatCanNotBeExecutedIsToldAsClientsExpectItAndLeavesNoPidFile(Jrun jrun, BundleBuilder bundle)
            throws IOException {
        Path pidFile = jrun.file("exec.pid");
        Path noFormat = Files.writeString(bundle.rootfs().resolve("etc/noformat"), "not a program\n");
        Files.setPosixFilePermissions(noFormat, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Container container = jrun.start(bundle.sleeping())) {
            List<String> flags = List.of("--pid-file", pidFile.toString());
            for (List<String> failing : List.of(
                    List.of("nothere", "exec: \"nothere\": executable file not found in $PATH"),
                    List.of("/nothere", "exec: \"/nothere\": stat /nothere: no such file or directory"),
                    List.of("/etc/plain", "exec: \"/etc/plain\": permission denied"),
                    List.of("/etc", "exec: \"/etc\": is a directory"),
                    List.of("/etc/noformat", "exec format error"))) {
                Result result = call(jrun, container, flags, failing.getFirst())
                        .expectFailure("exec failed: ", failing.getLast());
                assertThat(result.exit()).isEqualTo(255);
                assertThat(pidFile).doesNotExist();
            }
        }
    }

    @Test
    void flagsChangeTheConfigsProcess(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/env", "['PATH=/bin', 'HOME=/h', 'A=config']");
        try (Container container = jrun.start(bundle)) {
            List<String> flags = List.of("--cwd=/etc", "-e", "A=flag", "--env", "B=two words", "-e=EMPTY=");
            assertThat(call(jrun, container, flags, "sh", "-c", "pwd; env")
                            .expectSuccess()
                            .out()
                            .lines())
                    .contains("/etc", "A=flag", "B=two words", "EMPTY=", "HOME=/h")
                    .doesNotContain("A=config");
        }
    }

    @Test
    void idsAndGroupsAreTheFlags(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/user", "{'uid': 0, 'gid': 9, 'additionalGids': [5]}");
        try (Container container = jrun.start(bundle)) {
            assertThat(call(jrun, container, List.of("-u", "1"), "sh", "-c", "id -u; id -g")
                            .expectSuccess()
                            .out())
                    .isEqualTo("1\n9\n");
            List<String> flags = List.of("--user", "1000:2000", "-g", "3000", "--additional-gids=3001");
            assertThat(call(jrun, container, flags, "grep", "-E", "^(Uid|Gid|Groups|Cap(Prm|Eff))", "/proc/self/status")
                            .expectSuccess()
                            .out()
                            .replaceAll("\\s+", " "))
                    .isEqualTo("Uid: 1000 1000 1000 1000 Gid: 2000 2000 2000 2000 Groups: 5 3000 3001 "
                            + "CapPrm: 0000000000000000 CapEff: 0000000000000000 ");
        }
    }

    @Test
    void aUserThatIsNoNumberIsRefusedAndNeverTakenForRoot(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            for (String user : List.of("root", "1x", "x1", "1:", ":1", "1:x", "-1", "+1", " 1", "0x1", "4294967295")) {
                call(jrun, container, List.of("--user=" + user), "true").expectFailure("--user: expected a number");
            }
            call(jrun, container, List.of("-g", "staff"), "true").expectFailure("--additional-gids: expected a number");
        }
    }

    @Test
    void addedCapabilitiesAreNeverInheritable(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            String output = call(
                            jrun, container, List.of("--cap", "CAP_SYS_ADMIN"), "grep", "^Cap", "/proc/self/status")
                    .expectSuccess()
                    .out();
            for (String set : List.of("CapBnd", "CapPrm", "CapEff")) {
                assertThat(bits(output, set)).as(set).isEqualTo(AUDIT_WRITE | KILL | NET_BIND_SERVICE | SYS_ADMIN);
            }
            assertThat(bits(output, "CapInh")).isZero();
            assertThat(bits(output, "CapAmb")).isZero();
        }
    }

    @Test
    void aContainerThatHasStoppedTakesNoProcess(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script("exit 0"))) {
            container.exitCode();
            Result result =
                    call(jrun, container, List.of(), "true").expectFailure("cannot exec in a stopped container");
            assertThat(result.exit()).isEqualTo(255);
        }
    }

    @Test
    void aCreatedContainerTakesProcesses(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.script("echo started; sleep 1000"))) {
            assertThat(exec(jrun, container, "hostname")).isEqualTo("jrun\n");
            assertThat(container.status()).isEqualTo("created");
            container.start();
            container.awaitOutput("started");
        }
    }

    /** The caller has to collect it: until then the container's pid namespace can't end, nor its init. */
    private static void end(ProcFacts process) {
        new LocalExecutor().call("kill", new ProcessCall.Kill(process.pid(), 9));
        assertThat(Subreaper.exitCode(process.pid())).isEqualTo(137);
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
