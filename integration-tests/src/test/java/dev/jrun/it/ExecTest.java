package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.ProcessCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    @Test
    void aFileDescribesTheProcess(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.sleeping().set("/process/oomScoreAdj", "77");
        Path file = Files.writeString(jrun.file("process.json"), """
                {"cwd": "/etc", "env": ["PATH=/bin", "F=file"], "user": {"uid": 1000, "gid": 7, "umask": 63},
                 "args": ["sh", "-c", "pwd; echo $F; id -u; id -g; umask; cat /proc/self/oom_score_adj; echo $HOME"],
                 "rlimits": [{"type": "RLIMIT_NOFILE", "soft": 99, "hard": 100}], "noNewPrivileges": true}""");
        try (Container container = jrun.start(bundle)) {
            // What the file leaves open, the OOM score here, is as with the container's own process.
            assertThat(jrun.succeed("exec", "-p", file.toString(), container.id())
                            .out())
                    .isEqualTo("/etc\nfile\n1000\n7\n0077\n77\n/home\n");
        }
    }

    @Test
    void whatIsWrongWithTheFileIsToldByItsPointer(Jrun jrun, BundleBuilder bundle) throws IOException {
        try (Container container = jrun.start(bundle.sleeping())) {
            for (List<String> wrong : List.of(
                    List.of("{\"cwd\": \"etc\", \"args\": [\"true\"]}", ": /cwd: expected an absolute path"),
                    List.of("{\"cwd\": \"/\"}", ": /args: missing or empty"),
                    List.of("{\"cwd\": \"/\", \"args\": [\"true\"], \"user\": {\"uid\": \"0\"}}", ": /user/uid: "),
                    List.of("{\"cwd\": \"/\", \"args\": [\"true\"], \"env\": [\"A\"]}", ": /env/0: "),
                    List.of(
                            "{\"cwd\": \"/\", \"args\": [\"true\"], \"execCPUAffinity\": {\"final\": \"x\"}}",
                            ": /execCPUAffinity/final: "),
                    List.of("{", "process.json"))) {
                Path file = Files.writeString(jrun.file("process.json"), wrong.getFirst());
                Result result = jrun.call("exec", "--process=" + file, container.id())
                        .expectFailure("exec failed: process file " + file, wrong.getLast());
                assertThat(result.exit()).isEqualTo(255);
            }
            jrun.call("exec", "--process=/absent", container.id()).expectFailure("no such file or directory");
            jrun.call("exec", container.id()).expectFailure("process args cannot be empty");
        }
    }

    @Test
    void aWorkingFolderOutsideOfTheContainerIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            for (int fd = 3; fd < 12; fd++) {
                assertThat(call(jrun, container, List.of("--cwd", "/proc/self/fd/" + fd), "pwd")
                                .exit())
                        .isEqualTo(255);
            }
            call(jrun, container, List.of("--cwd", "/etc/plain"), "pwd").expectFailure("/etc/plain");
        }
    }

    @Test
    void theProcessIsUnderTheContainersFilter(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/linux/seccomp", """
                {'defaultAction': 'SCMP_ACT_ALLOW',
                 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 121}]}""");
        try (Container container = jrun.start(bundle)) {
            for (String privileges : List.of("true", "false")) {
                Result result = call(
                        jrun,
                        container,
                        List.of("--no-new-privs=" + privileges),
                        "sh",
                        "-c",
                        "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status; mkdir /tmp/x");
                assertThat(result.out())
                        .isEqualTo("NoNewPrivs:\t" + (privileges.equals("true") ? 1 : 0) + "\nSeccomp:\t2\n");
                assertThat(result.err()).contains("Remote I/O error");
            }
        }
    }

    @Test
    void aListenerAnswersForTheCallsOfTheProcess(Jrun jrun, BundleBuilder bundle) throws Exception {
        Path path = jrun.file("listener.sock");
        bundle.sleeping()
                .set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '" + path
                                + "', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]}");
        try (var listener = new SeccompListenerSocket(path);
                Container container = jrun.start(bundle)) {
            listener.accept();
            Invocation exec = jrun.command("exec", container.id(), "sh", "-c", "mkdir /no/such && echo made; exit 7");
            Process process = exec.start();
            SeccompListenerSocket.Handover handover = listener.accept();
            JsonNode state = new JsonMapper().readTree(handover.json());
            assertThat(state.at("/state/pid").asInt()).isEqualTo(container.pid());
            assertThat(state.path("pid").asInt()).isNotEqualTo(container.pid());
            SeccompListenerSocket.Question question = listener.ask(handover.notifications());
            listener.answer(handover.notifications(), question, 0, 0);

            Result result = exec.finish(process);
            assertThat(result.exit()).as(result.toString()).isEqualTo(7);
            assertThat(result.out()).isEqualTo("made\n");
        }
    }

    @Test
    void whatTheKernelLacksIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            if (Files.notExists(Path.of("/sys/module/apparmor"))) {
                call(jrun, container, List.of("--apparmor", "some"), "true").expectFailure("no AppArmor");
            }
            call(jrun, container, List.of("--process-label", "some"), "true").expectFailure("no SELinux");
        }
    }

    @Test
    void preservedDescriptorsKeepTheirNumbers(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            Result result = jrun.command(
                            "exec",
                            "--preserve-fds",
                            "2",
                            container.id(),
                            "sh",
                            "-c",
                            "cat <&4; for n in 3 4 5; do test -e /proc/$$/fd/$n && echo $n; done; true")
                    .after("echo three > " + jrun.file("three") + "; exec 3</dev/null 4<" + jrun.file("three")
                            + " 5</etc/group;")
                    .run();
            assertThat(result.expectSuccess().out()).isEqualTo("three\n3\n4\n");
        }
    }

    @Test
    void aContainerWithAUserNamespaceTakesProcesses(Jrun jrun, BundleBuilder bundle) {
        bundle.namespace("user");
        bundle.set("/linux/uidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]")
                .set("/linux/gidMappings", "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]");
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(exec(jrun, container, "sh", "-c", "id -u; cat /proc/self/uid_map | tr -s ' '"))
                    .isEqualTo("0\n 0 100000 65536\n");
            assertThat(call(jrun, container, List.of("-u", "5:6"), "sh", "-c", "id -u; id -g")
                            .expectSuccess()
                            .out())
                    .isEqualTo("5\n6\n");
        }
    }

    @Test
    void aContainerWithoutNamespacesOfItsOwnTakesProcesses(Jrun jrun, BundleBuilder bundle) {
        for (String type : List.of("pid", "network", "ipc", "uts", "cgroup")) {
            bundle.withoutNamespace(type);
        }
        bundle.config().remove("hostname");
        try (Container container = jrun.start(bundle.sleeping())) {
            assertThat(exec(jrun, container, "cat", "/etc/plain")).isNotNull();
            assertThat(exec(jrun, container, "readlink", "/proc/self/ns/net"))
                    .isEqualTo(ProcFacts.self().namespace("net") + "\n");
        }
    }

    @Test
    void signalsAreForwarded(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            Invocation exec = jrun.command(
                    "exec", container.id(), "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.1; done");
            Process process = exec.start();
            Await.until("the process", () -> read(exec.stdout()).contains("ready"));
            process.destroy();

            assertThat(exec.finish(process).exit()).isEqualTo(9);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
