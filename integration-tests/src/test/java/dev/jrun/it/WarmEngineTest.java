package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine that stays: whom it serves, with whose rights, and what is left when it dies. */
@BlackBoxTest
@JrunOnly("others have no daemon")
class WarmEngineTest {
    private static final int SEED = 31_337;
    private static final int KILLS = Integer.getInteger("jrun.daemon.kills", 5);
    private static final int COMMANDS = Integer.getInteger("jrun.daemon.commands", 200);
    private static final int AT_ONCE = 8;
    private static final long MEMORY_LIMIT_KIB = 96 * 1024;

    @Test
    void aCommandIsServedWarmWhileADaemonRuns(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        try (var machine = new WarmMachine(jrun)) {
            assertThat(engine(machine)).isEqualTo("cold");
            machine.startDaemon();
            assertThat(engine(machine)).isEqualTo("warm");

            String id = Jrun.newId();
            machine.command("create", "--bundle", folder, id).run().expectSuccess();
            machine.command("start", id).run().expectSuccess();
            assertThat(machine.command("state", id).run().expectSuccess().out()).contains("\"running\"");
            machine.command("delete", "--force", id).run().expectSuccess();

            machine.command("daemon", "stop").run().expectSuccess();
            assertThat(engine(machine)).isEqualTo("cold");
        }
    }

    @Test
    void whoIsNotLikeTheDaemonGetsAColdEngineWithoutAWord(Jrun jrun) {
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();
            assertThat(engine(machine)).isEqualTo("warm");

            for (List<String> wrapper : List.of(
                    List.of("unshare", "--mount"),
                    List.of("unshare", "--pid", "--fork", "--mount-proc"),
                    List.of("unshare", "--cgroup"),
                    List.of("unshare", "--user", "--map-root-user"),
                    List.of("setpriv", "--groups", "1,2"),
                    List.of("setpriv", "--egid", "1", "--keep-groups"),
                    List.of("setpriv", "--bounding-set", "-sys_time", "--inh-caps", "-sys_time"),
                    List.of("env", "JRUN_ENGINE=cold"))) {
                Result version = machine.through(wrapper, "--version").run().expectSuccess();
                assertThat(engineOf(version)).as(wrapper.toString()).isEqualTo("cold");
            }
            assertThat(engine(machine)).isEqualTo("warm");
        }
    }

    @Test
    void whetherTheUsersOwnGroupIsOnItsListMakesNoDifference(Jrun jrun) {
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();

            for (String list : List.of("--clear-groups", "--groups=0")) {
                Result version = machine.through(List.of("setpriv", list), "--version")
                        .run()
                        .expectSuccess();
                assertThat(engineOf(version)).as(list).isEqualTo("warm");
            }
        }
    }

    @Test
    void aDeviceProgramThatTheDaemonKeepsLimitsEachContainer(Jrun jrun, BundleBuilder bundle, BundleBuilder other) {
        String strict = withKernelLog(bundle, "").write().toString();
        String loose = withKernelLog(other, ", {'allow': true, 'type': 'c', 'major': 1, 'minor': 11, 'access': 'w'}")
                .write()
                .toString();
        try (var machine = new WarmMachine(jrun)) {
            machine.program("sh", "-c", "umount -R /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup")
                    .run()
                    .expectSuccess();
            int daemon = machine.startDaemon();

            for (String folder : List.of(strict, loose, strict, loose)) {
                String output = machine.command("run", "--bundle", folder, Jrun.newId())
                        .run()
                        .expectSuccess()
                        .out();
                assertThat(output).isEqualTo(folder.equals(loose) ? "open\n" : "refused\n");
            }
            assertThat(new ProcFacts(daemon).descriptors().values())
                    .filteredOn("anon_inode:bpf-prog"::equals)
                    .hasSize(2);
        }
    }

    private static BundleBuilder withKernelLog(BundleBuilder bundle, String rule) {
        return ResourceTest.withDevice(bundle, rule)
                .script("(true > /dev/other) 2> /dev/null && echo open || echo refused");
    }

    @Test
    void anotherBuildGetsAColdEngine(Jrun jrun) throws IOException {
        Path other = otherBuild(jrun);
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();

            Result version =
                    machine.program(other.toString(), "--version").run().expectSuccess();
            assertThat(engineOf(version)).isEqualTo("cold");
            assertThat(machine.program(other.toString(), "daemon", "status")
                            .run()
                            .expectSuccess()
                            .out())
                    .contains("pid: " + machine.daemon(), "does not serve");
            // After an update it is the new build that has to end the old daemon.
            machine.program(other.toString(), "daemon", "stop").run().expectSuccess();
            WarmMachine.awaitEnd(machine.daemon());
        }
    }

    /** A copy of jrun that calls itself built from other sources. */
    private static Path otherBuild(Jrun jrun) throws IOException {
        Path folder = jrun.file("other");
        Path program = folder.resolve("bin/jrun");
        Files.createDirectories(folder.resolve("lib"));
        Path lib = RuntimeUnderTest.binary().resolveSibling("../lib/jrun").normalize();
        Files.createSymbolicLink(folder.resolve("lib/jrun"), lib);
        Path sources = RuntimeUnderTest.repository().resolve("runtime/src/main/c");
        jrun.program("make", "-s", "-C", sources.toString(), "BUILD=1", "OUT=" + program)
                .environment("PATH", "/usr/local/bin:/usr/bin:/bin")
                .run()
                .expectSuccess();
        return program;
    }

    @Test
    void aWarmEngineIsDemandedInVainWithoutADaemon(Jrun jrun) {
        try (var machine = new WarmMachine(jrun)) {
            machine.command("list")
                    .environment("JRUN_ENGINE", "warm")
                    .run()
                    .expectFailure("JRUN_ENGINE asks for a warm engine", "jrun daemon --detach");
            machine.command("list")
                    .environment("JRUN_ENGINE", "hot")
                    .run()
                    .expectFailure("expected warm, cold or auto, got \"hot\"");
        }
    }

    @Test
    void theCallersMaskLimitsAndFolderCountNotTheDaemons(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = bundle.sleeping().write();
        String id = Jrun.newId();
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();
            String script = "umask 027; ulimit -t 7777; cd \"$1\"; \"$0\" --root \"$2\" create --pid-file it.pid " + id
                    + "; \"$0\" --log it.log state absent; \"$0\" spec --bundle ..";
            machine.program(
                            "sh",
                            "-c",
                            script,
                            RuntimeUnderTest.binary().toString(),
                            folder.toString(),
                            jrun.root().toString())
                    .environment("JRUN_ENGINE", "warm")
                    .run();

            for (Path file :
                    List.of(folder.resolve("it.pid"), folder.resolve("it.log"), folder.resolveSibling("config.json"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-r-----");
            }
            Path process = Path.of("/proc", Files.readString(folder.resolve("it.pid")));
            assertThat(Files.readString(process.resolve("limits"))).containsPattern("Max cpu time +7777 +7777");
            assertThat(Files.readString(process.resolve("cgroup"))).contains(id);
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create --bundle BUNDLE ID",
                "run --detach --bundle BUNDLE ID",
                "run --bundle BUNDLE ID",
                "exec OTHER true",
                "delete --force OTHER"
            })
    @Timeout(900)
    void aDaemonKilledAtAnyMomentLeavesTheCommandDoneOrFailed(String words, Jrun jrun, BundleBuilder bundle) {
        // The program ends by itself, so that a run in the foreground does.
        String folder = bundle.args("sleep", words.startsWith("run --bundle") ? "0" : "1000")
                .write()
                .toString();
        SplittableRandom random = new SplittableRandom(SEED);
        try (var machine = new WarmMachine(jrun)) {
            for (int i = 0; i < KILLS; i++) {
                int daemon = machine.startDaemon();
                long usual = usualDuration(machine, words, folder);
                String id = Jrun.newId();
                String other = Jrun.newId();
                machine.command("run", "--detach", "--bundle", folder, other)
                        .run()
                        .expectSuccess();
                Duration delay = Duration.ofNanos(random.nextLong(usual));
                Invocation command = command(machine, words, folder, id, other);
                Process process = command.start();
                Await.within(delay, () -> !process.isAlive());
                ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
                requireDoneOrFailed(command.finish(process));

                deleteAsParent(machine, id);
                deleteAsParent(machine, other);
                WarmMachine.awaitEnd(daemon);
                assertThat(jrun.stateFolders()).as("killed after %s", delay).isEmpty();
            }
        }
    }

    /** Deletes a container, and reaps what exec has left there: init ends no sooner. */
    private static void deleteAsParent(WarmMachine machine, String id) {
        Invocation delete = machine.command("delete", "--force", id);
        Process process = delete.start();
        Await.until("the end of delete", () -> {
            Subreaper.reapOrphans();
            return !process.isAlive();
        });
        delete.finish(process).expectSuccess();
    }

    private static Invocation command(WarmMachine machine, String words, String bundle, String id, String other) {
        return machine.command(words.replace("BUNDLE", bundle)
                .replace("ID", id)
                .replace("OTHER", other)
                .split(" "));
    }

    private static void requireDoneOrFailed(Result result) {
        if (result.exit() == 0) {
            assertThat(result.err()).isEmpty();
        } else {
            assertThat(result.exit()).as(result.toString()).isEqualTo(1);
            assertThat(result.err()).matches("jrun: the engine went away: [^\n]*\n");
        }
    }

    private static long usualDuration(WarmMachine machine, String words, String folder) {
        String id = Jrun.newId();
        String other = Jrun.newId();
        machine.command("run", "--detach", "--bundle", folder, other).run().expectSuccess();
        long begin = System.nanoTime();
        command(machine, words, folder, id, other).run().expectSuccess();
        long duration = System.nanoTime() - begin;
        machine.command("delete", "--force", id).run().expectSuccess();
        machine.command("delete", "--force", other).run().expectSuccess();
        return duration;
    }

    @Test
    void aHierarchyOfCgroupsThatWentAndCameMeanwhileIsSeen(Jrun jrun, BundleBuilder bundle) {
        // One that the others can do without, which version 2 alone has not.
        assumeThat(Path.of("/sys/fs/cgroup/pids/tasks")).exists();
        String folder = bundle.sleeping().write().toString();
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();
            assertThat(cgroups(machine, folder)).contains(":pids:");

            machine.program("umount", "/sys/fs/cgroup/pids").run().expectSuccess();
            assertThat(cgroups(machine, folder)).doesNotContain(":pids:");

            machine.program("mount", "-t", "cgroup", "-o", "pids", "cgroup", "/sys/fs/cgroup/pids")
                    .run()
                    .expectSuccess();
            assertThat(cgroups(machine, folder)).contains(":pids:");
        }
    }

    /** The cgroups of a container that is made and deleted. */
    private static String cgroups(WarmMachine machine, String bundle) {
        String id = Jrun.newId();
        Path pid = Path.of(bundle, "pid");
        machine.command("create", "--bundle", bundle, "--pid-file", pid.toString(), id)
                .run()
                .expectSuccess();
        String places = machine.program("sh", "-c", "grep " + id + " /proc/$(cat " + pid + ")/cgroup")
                .run()
                .expectSuccess()
                .out();
        machine.command("delete", "--force", id).run().expectSuccess();
        return places;
    }

    @Test
    void aSecondDaemonIsRefusedAndAStaleSocketReplaced(Jrun jrun) {
        try (var machine = new WarmMachine(jrun)) {
            int first = machine.startDaemon();
            machine.command("daemon", "--detach").run().expectFailure("a daemon runs already");
            machine.command("daemon", "--detach")
                    .environment("JRUN_ENGINE", "cold")
                    .run()
                    .expectFailure("a daemon runs already");

            machine.kill(first);
            assertThat(machine.hasSocket()).isTrue();
            assertThat(engine(machine)).isEqualTo("cold");
            machine.command("daemon", "status").run().expectFailure("no daemon runs");
            machine.startDaemon();
            assertThat(engine(machine)).isEqualTo("warm");
        }
    }

    @Test
    void anIdleDaemonEnds(Jrun jrun) {
        try (var machine = new WarmMachine(jrun)) {
            int daemon = machine.startDaemon("--idle-timeout", "1s");
            WarmMachine.awaitEnd(daemon);

            assertThat(machine.hasSocket()).isFalse();
            assertThat(engine(machine)).isEqualTo("cold");
        }
    }

    @Test
    void manyCommandsAreServedAtATimeAndMemoryStaysSmall(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.args("true").write().toString();
        try (var machine = new WarmMachine(jrun)) {
            machine.startDaemon();
            for (int i = 0; i < COMMANDS; i += AT_ONCE) {
                runAtOnce(machine, folder);
            }

            String status = status(machine);
            assertThat(number(status, "commands: ")).isGreaterThanOrEqualTo(COMMANDS);
            assertThat(status).contains(" 0 refused, 0 failed");
            // What its compiler has used it gives back some seconds later.
            Await.until(
                    "a daemon with less than " + MEMORY_LIMIT_KIB + " KiB: " + status,
                    () -> number(status(machine), "memory: ") < MEMORY_LIMIT_KIB);
        }
    }

    private static String status(WarmMachine machine) {
        return machine.command("daemon", "status").run().expectSuccess().out();
    }

    private static void runAtOnce(WarmMachine machine, String folder) {
        List<Invocation> runs = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            runs.add(machine.command("run", "--bundle", folder, Jrun.newId()).environment("JRUN_ENGINE", "warm"));
            processes.add(runs.getLast().start());
        }
        for (int i = 0; i < AT_ONCE; i++) {
            runs.get(i).finish(processes.get(i)).expectSuccess();
        }
    }

    private static long number(String status, String name) {
        int start = status.indexOf(name) + name.length();
        return Long.parseLong(status.substring(start, status.indexOf(' ', start)));
    }

    private static String engine(WarmMachine machine) {
        return engineOf(machine.command("--version").run().expectSuccess());
    }

    private static String engineOf(Result version) {
        String word = "engine: ";
        int start = version.out().indexOf(word) + word.length();
        return version.out().substring(start, version.out().indexOf(',', start));
    }
}
