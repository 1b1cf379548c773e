package dev.jrun.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.abi.SyscallNumber;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a filter does to a container's processes. */
@BlackBoxTest
class SeccompTest {
    private static final int MKDIR_X86_64 = 83;
    private static final int EEXIST = 17;

    /** Says what each call is answered with, and ends well. */
    private static final String PROBE = "exec 2>&1; ls / >/dev/null && echo listed;"
            + " mount -t tmpfs none /tmp; busybox unshare -m true; hostname other; mkdir /tmp/made && echo made; true";

    private static String engineProfile() throws IOException {
        try (InputStream file =
                requireNonNull(SeccompTest.class.getResourceAsStream("engine-profile.json"), "engine-profile.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int ownFilters() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Seccomp_filters:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static List<Path> cached(Jrun jrun) throws IOException {
        try (Stream<Path> files = Files.list(jrun.root().resolve("@cache/seccomp"))) {
            return files.toList();
        }
    }

    private static void assertBlocked(String output) {
        assertThat(output.lines().toList())
                .containsOnlyOnce("listed", "made")
                .anyMatch(line -> line.startsWith("mount: ") && line.contains("ermission denied"))
                .anyMatch(line -> line.startsWith("unshare: ") && line.contains("Operation not permitted"))
                .anyMatch(line -> line.startsWith("hostname: ") && line.contains("Function not implemented"));
    }

    @Test
    void theProfileOfAnEngineLetsProgramsWorkAndBlocksWhatItShall(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/linux/seccomp", engineProfile()).script(PROBE);

        assertBlocked(jrun.output(bundle));
    }

    @Test
    void withoutNoNewPrivilegesTheFilterIsLoadedWhileInitIsPrivileged(Jrun jrun, BundleBuilder bundle)
            throws IOException {
        bundle.set("/linux/seccomp", engineProfile())
                .set("/process/noNewPrivileges", "false")
                .set("/process/user", "{'uid': 1000, 'gid': 1001, 'additionalGids': [7]}")
                .script(PROBE + "; sleep 1000");

        try (Container container = jrun.start(bundle)) {
            assertBlocked(container.awaitOutput("made"));
            ProcFacts init = container.init();
            assertThat(init.status("Seccomp")).isEqualTo("2");
            assertThat(init.status("NoNewPrivs")).isEqualTo("0");
            assertThat(init.status("Uid").split("\\s+")).containsOnly("1000");
            assertThat(init.status("CapEff")).isEqualTo("0000000000000000");
        }
    }

    @Test
    void theKernelShowsOneFilterMoreThanTheCallerHas(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/linux/seccomp", "{'defaultAction': 'SCMP_ACT_ALLOW'}").sleeping();

        try (Container container = jrun.start(bundle)) {
            Await.until("the program", () -> container.init().commandLine().startsWith("sleep"));
            assertThat(container.init().status("Seccomp")).isEqualTo("2");
            assertThat(container.init().status("Seccomp_filters")).isEqualTo(Integer.toString(ownFilters() + 1));
            assertThat(container.init().status("NoNewPrivs")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @CsvSource({"SCMP_ACT_KILL_PROCESS, 159", "SCMP_ACT_KILL, 159", "SCMP_ACT_TRAP, 159", "SCMP_ACT_LOG, 0"})
    void theActionOfARuleIsTaken(String action, int exit, Jrun jrun, BundleBuilder bundle) {
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': '"
                                + action + "'}]}")
                .args("mkdir", "/tmp/made");

        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
        assertThat(result.err()).isEmpty();
        assertThat(bundle.rootfs().resolve("tmp/made").toFile().exists()).isEqualTo(exit == 0);
    }

    @Test
    void aFilterThatAllowsExecveAloneIsLoadedAndKillsWhatComesAfter(Jrun jrun, BundleBuilder bundle) {
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_KILL_PROCESS', 'syscalls': ["
                                + "{'names': ['execve'], 'action': 'SCMP_ACT_ALLOW'}]}")
                .args("true");

        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.exit()).as(result.toString()).isEqualTo(159);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hooksInTheContainerAreUnderTheFilterToo(boolean noNewPrivileges, Jrun jrun, BundleBuilder bundle)
            throws IOException {
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': ["
                                + "{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 28}]}")
                .set("/process/noNewPrivileges", Boolean.toString(noNewPrivileges))
                .set(
                        "/hooks",
                        "{'startContainer': [{'path': '/bin/sh', 'args': ['sh', '-c', 'mkdir /tmp/made 2>/tmp/said;"
                                + " true']}], 'createContainer': [{'path': '/bin/true'}]}")
                .script("cat /tmp/said");

        assertThat(jrun.output(bundle)).contains("No space left on device");
        assertThat(bundle.rootfs().resolve("tmp/made")).doesNotExist();
        Files.delete(bundle.rootfs().resolve("tmp/said"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS"})
    void aProgramThatFailsUnderAFilterThatSilencesInitIsAnError(String action, Jrun jrun, BundleBuilder bundle)
            throws IOException {
        Path program = Files.writeString(bundle.rootfs().resolve("bin/no-program"), "\u0001\u0002\u0003");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': '" + action + "', 'syscalls': ["
                                + "{'names': ['execve'], 'action': 'SCMP_ACT_ALLOW'}]}")
                .args("/bin/no-program");

        jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("exec /bin/no-program: container init ended before the program ran");
        try (Container container = jrun.create(bundle)) {
            jrun.call("start", container.id()).expectFailure("container init ended before the program ran");
            assertThat(container.status()).isEqualTo("stopped");
        }
    }

    @Test
    void argumentsDecideAndErrnosAreTheProfiles(Jrun jrun, BundleBuilder bundle) {
        // Signals 12 and 28 have the same lower four bits, 18 has others.
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': ["
                                + "{'names': ['kill'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 28, 'args': ["
                                + "{'index': 1, 'op': 'SCMP_CMP_MASKED_EQ', 'value': 15, 'valueTwo': 12}]}]}")
                .script("exec 2>&1; kill -12 1; kill -28 1; kill -18 1 && echo sent");

        List<String> lines = jrun.output(bundle).lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.contains("No space left on device"))
                .hasSize(2);
        assertThat(lines).endsWith("sent");
    }

    @Test
    void aNameThatNobodyKnowsAndTheFlagsOfTheSpecDoNoHarm(Jrun jrun, BundleBuilder bundle) {
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': ["
                                + "{'names': ['call_of_the_future'], 'action': 'SCMP_ACT_KILL'}], 'flags': ["
                                + "'SECCOMP_FILTER_FLAG_TSYNC', 'SECCOMP_FILTER_FLAG_LOG',"
                                + " 'SECCOMP_FILTER_FLAG_SPEC_ALLOW', 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV']}")
                .script("echo fine");

        assertThat(jrun.output(bundle)).isEqualTo("fine\n");
    }

    @ParameterizedTest
    @CsvSource({"execve, true", "execve, false", "setresuid, false", "capset, false"})
    void aFilterThatInitCouldNotLiveUnderIsRefused(
            String name, boolean noNewPrivileges, Jrun jrun, BundleBuilder bundle) {
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['" + name
                                + "'], 'action': 'SCMP_ACT_ERRNO'}]}")
                .set("/process/noNewPrivileges", Boolean.toString(noNewPrivileges))
                .args("true");

        jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/seccomp: the filter answers " + name + " with SCMP_ACT_ERRNO (EPERM)");
        assertThat(jrun.succeed("list", "--quiet").out()).isEmpty();
    }

    @Test
    void anArchitectureThatCannotBeFilteredHereIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/seccomp", "{'defaultAction': 'SCMP_ACT_ALLOW', 'architectures': ['SCMP_ARCH_S390X']}");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/seccomp/architectures/0: SCMP_ARCH_S390X");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void theCompiledFilterIsKeptAndADamagedOneIsCompiledAgain(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.set("/linux/seccomp", engineProfile()).script(PROBE + "; rmdir /tmp/made");
        assertBlocked(coldOutput(jrun, bundle));
        Path file = cached(jrun).getFirst();
        byte[] good = Files.readAllBytes(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] damaged = good.clone();
        damaged[damaged.length - 100] ^= 1;
        Files.write(file, damaged);

        assertBlocked(coldOutput(jrun, bundle));

        assertThat(cached(jrun)).containsExactly(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
        assertThat(jrun.succeed("list", "--quiet").out()).isEmpty();
    }

    /** A daemon has the filter in its memory, and looks for no file. */
    private static String coldOutput(Jrun jrun, BundleBuilder bundle) {
        return jrun.command("run", "--bundle", bundle.write().toString(), Jrun.newId())
                .environment("JRUN_ENGINE", "cold")
                .run()
                .expectSuccess()
                .out();
    }

    @Test
    void aListenerAnswersForTheContainersCalls(Jrun jrun, BundleBuilder bundle) {
        Path path = jrun.file("listener.sock");
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '" + path
                                + "', 'listenerMetadata': 'for the test', 'syscalls': ["
                                + "{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]}")
                .script("mkdir /tmp/one && echo made; mkdir /tmp/two 2>&1; exit 7");

        try (SeccompListenerSocket listener = new SeccompListenerSocket(path);
                Container container = jrun.start(bundle)) {
            SeccompListenerSocket.Handover handover = listener.accept();
            JsonNode state = new JsonMapper().readTree(handover.json());
            assertThat(state.path("ociVersion").asString()).isEqualTo("1.3.0");
            assertThat(state.path("fds").toString()).isEqualTo("[\"seccompFd\"]");
            assertThat(state.path("pid").asInt()).isEqualTo(container.pid());
            assertThat(state.path("metadata").asString()).isEqualTo("for the test");
            assertThat(state.at("/state/id").asString()).isEqualTo(container.id());
            assertThat(state.at("/state/pid").asInt()).isEqualTo(container.pid());
            assertThat(state.at("/state/bundle").asString())
                    .isEqualTo(bundle.folder().toString());

            SeccompListenerSocket.Question first = listener.ask(handover.notifications());
            assertThat(first.number()).isIn(MKDIR_X86_64, SyscallNumber.MKDIRAT.on(Arch.current()));
            listener.answer(handover.notifications(), first, 0, 0);
            listener.answer(handover.notifications(), listener.ask(handover.notifications()), 0, EEXIST);

            assertThat(container.exitCode()).isEqualTo(7);
            assertThat(container.output()).contains("made").contains("File exists");
            assertThat(bundle.rootfs().resolve("tmp")).isEmptyDirectory();
        }
    }

    @Test
    void withoutNoNewPrivilegesTheListenerIsThereForInitsOwnCalls(Jrun jrun, BundleBuilder bundle) {
        Path path = jrun.file("listener.sock");
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '" + path
                                + "', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]}")
                .set("/process/noNewPrivileges", "false")
                .set("/process/user", "{'uid': 1000, 'gid': 1000}")
                .script("mkdir /nobody-may && echo made");

        try (SeccompListenerSocket listener = new SeccompListenerSocket(path);
                Container container = jrun.start(bundle)) {
            SeccompListenerSocket.Handover handover = listener.accept();
            assertThat(new JsonMapper().readTree(handover.json()).has("metadata"))
                    .isFalse();
            listener.answer(handover.notifications(), listener.ask(handover.notifications()), 0, 0);

            assertThat(container.exitCode()).isZero();
            assertThat(container.output()).isEqualTo("made\n");
        }
    }

    @Test
    void aPathThatNobodyCanListenAtIsRefusedByCreate(Jrun jrun, BundleBuilder bundle) {
        Path path = jrun.file("x".repeat(200));
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '" + path
                                + "', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]}")
                .args("true");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/seccomp/listenerPath: a socket's path has at most 107 bytes");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "create"})
    void whereNobodyListensTheContainerIsNotMade(String command, Jrun jrun, BundleBuilder bundle) {
        Path path = jrun.file("nobody.sock");
        bundle.set(
                        "/linux/seccomp",
                        "{'defaultAction': 'SCMP_ACT_ALLOW', 'listenerPath': '" + path
                                + "', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_NOTIFY'}]}")
                .args("true");

        jrun.call(command, "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/linux/seccomp/listenerPath: connect to " + path + ": no such file or directory");
        assertThat(jrun.succeed("list", "--quiet").out()).isEmpty();
    }
}
