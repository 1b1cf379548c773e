package dev.jrun.runtime.stub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.abi.Arch;
import dev.jrun.runtime.syscall.ProcessCall.Execve;
import dev.jrun.runtime.syscall.ProcessCall.ExitGroup;
import dev.jrun.runtime.syscall.ProcessCall.RtSigprocmask;
import dev.jrun.runtime.wire.Batch;
import dev.jrun.runtime.wire.StubHello;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How jrun starts its engine, for which a shell script stands in here, and what it says when that fails. */
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ORDER_EXIT = "head -c 64 <&3 > hello; cat order >&3";

    @TempDir
    private Path folder;

    private Path jrun;
    private Path engineFile;

    private record Ending(int status, String stdout, String stderr) {}

    @BeforeEach
    void install() throws IOException {
        jrun = folder.resolve("bin/jrun");
        engineFile = folder.resolve("lib/jrun/engine.argv");
        Files.createDirectories(jrun.getParent());
        Files.createDirectories(engineFile.getParent());
        Files.copy(StubProcess.program(Arch.current()), jrun);
        Batch order = Batch.split(StubLifeTest.last(new ExitGroup(42))).getFirst();
        Files.write(folder.resolve("order"), order.encode(0, Arch.current()));
    }

    @Test
    void theEngineOrdersTheExitStatus() throws Exception {
        assertThat(run(ORDER_EXIT)).isEqualTo(new Ending(42, "", ""));
    }

    @Test
    void anOrderIsObeyedThoughTheEngineLeftTheHelloUnread() throws Exception {
        // The launcher sleeps when it has sent its hello; before that it rightly takes the engine for lost.
        engine("until grep -q 'State:.S' /proc/$PPID/status; do :; done; cat order >&3");

        assertThat(shell("exec bin/jrun").status()).isEqualTo(42);
    }

    @Test
    void theEngineHasOneVariableAndFourDescriptors() throws Exception {
        // In a subshell, since the shell itself keeps copies of descriptors while it redirects.
        engine("(cat /proc/$$/environ > environ; ls /proc/$$/fd > fds; readlink /proc/$$/fd/0 /proc/$$/fd/1 > stdio); "
                + ORDER_EXIT);

        assertThat(shell("COLOUR=blue exec bin/jrun 5</dev/null 77</dev/null").status())
                .isEqualTo(42);

        assertThat(text("environ")).isEqualTo("LANG=C.UTF-8\0");
        assertThat(text("fds")).isEqualTo("0\n1\n2\n3\n");
        assertThat(text("stdio")).isEqualTo("/dev/null\n/dev/null\n");
    }

    @Test
    void theEngineIsItsOwnSessionWithAllSignalsAtTheirDefault() throws Exception {
        engine("cat /proc/self/status > status; echo $$ > pid; cut -d' ' -f6 /proc/$$/stat > session; " + ORDER_EXIT);

        assertThat(shell("trap '' TERM HUP INT; exec bin/jrun").status()).isEqualTo(42);

        assertThat(text("session")).isEqualTo(text("pid"));
        assertThat(text("status")).contains("SigBlk:\t0000000000000000").contains("SigIgn:\t0000000000000000");
    }

    @Test
    void theEngineHasNoSignalBlockedThoughTheLauncherHas() throws Exception {
        // bash keeps the mask that it was started with, dash does not.
        String script = "cd " + folder
                + "; grep SigBlk /proc/$PPID/status > mine; grep SigBlk /proc/self/status > status; " + ORDER_EXIT;
        Files.writeString(engineFile, String.join("\n", "/bin/bash", "-c", script) + "\n");

        try (var process = new StubProcess(Arch.current())) {
            process.stub().call("block all signals", new RtSigprocmask(RtSigprocmask.SIG_BLOCK, -1));
            process.stub()
                    .runLast(StubLifeTest.last(
                            new Execve(jrun.toString(), List.of("jrun"), List.of("JRUN_ENGINE=cold"))));
            assertThat(process.exitCode()).isEqualTo(42);
        }

        assertThat(text("mine")).isEqualTo("SigBlk:\tfffffffffffbfeff\n");
        assertThat(text("status")).isEqualTo("SigBlk:\t0000000000000000\n");
    }

    @Test
    void theHelloTellsTheCommandLine() throws Exception {
        engine(ORDER_EXIT);

        assertThat(shell("exec bin/jrun state x").status()).isEqualTo(42);

        StubHello hello = StubHello.decode(Files.readAllBytes(folder.resolve("hello")));
        assertThat(hello.argc()).isEqualTo(3);
        assertThat(hello.channel()).isGreaterThanOrEqualTo(512);
        assertThat(hello.arch()).isEqualTo(Arch.current());
    }

    @Test
    void theHelloTellsWhichSignalsAreIgnored() throws Exception {
        engine(ORDER_EXIT);
        long hangupAndInterrupt = 1 | 1 << 1;
        long last = 1L << 63;

        assertThat(shell("exec env --default-signal=HUP,INT,RTMAX bin/jrun").status())
                .isEqualTo(42);
        long before =
                StubHello.decode(Files.readAllBytes(folder.resolve("hello"))).ignored();
        assertThat(shell("trap '' 1 2 64; exec bin/jrun").status()).isEqualTo(42);
        long after =
                StubHello.decode(Files.readAllBytes(folder.resolve("hello"))).ignored();

        assertThat(after).isEqualTo(before | hangupAndInterrupt | last);
        assertThat(before & (hangupAndInterrupt | last)).isZero();
    }

    @Test
    void aLowLimitOfOpenFilesLowersTheChannelOnly() throws Exception {
        engine(ORDER_EXIT);

        assertThat(shell("ulimit -n 100; exec bin/jrun").status()).isEqualTo(42);

        StubHello hello = StubHello.decode(Files.readAllBytes(folder.resolve("hello")));
        assertThat(hello.channel()).isBetween(64, 99);
    }

    @Test
    void closedStandardStreamsAreFilled() throws Exception {
        engine("readlink /proc/$PPID/fd/0 /proc/$PPID/fd/1 > stdio; " + ORDER_EXIT);

        assertThat(shell("exec bin/jrun <&- >&-").status()).isEqualTo(42);

        assertThat(text("stdio")).isEqualTo("/dev/null\n/dev/null\n");
    }

    @Test
    void theEngineDiesWithTheLauncher() throws Exception {
        engine("echo $$ > pid; kill -9 $PPID; exec sleep 100");

        assertThat(shell("bin/jrun; exit 0").status()).isZero();

        Path status = Path.of("/proc", text("pid").strip(), "status");
        Instant limit = Instant.now().plus(LIMIT);
        while (runs(status) && Instant.now().isBefore(limit)) {
            // The engine is no child of this JVM, and its end is not told: /proc has to be read again.
            Thread.sleep(2);
        }
        assertThat(runs(status)).isFalse();
    }

    @Test
    void anEngineThatEndsWithoutAnOrderIsReported() throws Exception {
        assertThat(run("exit 7"))
                .isEqualTo(new Ending(1, "", "jrun: the engine ended without an answer (exit status 7)\n"));
        assertThat(run("kill -9 $$"))
                .isEqualTo(new Ending(1, "", "jrun: the engine ended without an answer (signal 9)\n"));
    }

    @Test
    void aRequestThatCannotBeReadIsReported() throws Exception {
        assertThat(run("echo nonsense >&3; exec sleep 100"))
                .isEqualTo(
                        new Ending(
                                125,
                                "",
                                "jrun: the engine sent a malformed request; install jrun again, its parts are of different versions\n"));
    }

    @Test
    void aMissingEngineFileIsReported() throws Exception {
        assertThat(shell("exec bin/jrun"))
                .isEqualTo(new Ending(
                        1,
                        "",
                        "jrun: cannot start the engine: " + folder.toRealPath() + "/bin/../lib/jrun/engine.argv: "
                                + "no such file or directory; install jrun again: lib/jrun belongs beside the folder"
                                + " of the program\n"));
    }

    @Test
    void aMissingJavaIsReported() throws Exception {
        Files.writeString(engineFile, "/nowhere/java\n-version\n");

        assertThat(shell("exec bin/jrun"))
                .isEqualTo(new Ending(
                        1,
                        "",
                        "jrun: cannot start the engine: /nowhere/java: no such file or directory; "
                                + "install jrun again, with the JDK it shall run on\n"));
    }

    @Test
    void aLineWithAWordCountsOnlyOnACommandLineWithThatWord() throws Exception {
        String script = "echo $@ > arguments; " + ORDER_EXIT;
        Files.writeString(
                engineFile, "/bin/sh\n-c\n" + script + "\nsh\n?state a b\nfirst\n?kill c\n?st d\n?state\nlast\n");

        assertThat(shell("exec bin/jrun --root /tmp state x").status()).isEqualTo(42);
        assertThat(text("arguments")).isEqualTo("a b first last\n");

        assertThat(shell("exec bin/jrun --root=state delete x").status()).isEqualTo(42);
        assertThat(text("arguments")).isEqualTo("first last\n");
    }

    @Test
    void theProgramIsFoundThroughALink() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), jrun);
        engine(ORDER_EXIT);

        assertThat(shell("exec ./link").status()).isEqualTo(42);
    }

    @Test
    void aStubWithoutAChannelEnds() throws Exception {
        assertThat(shell("exec -a jrun-stub bin/jrun").status()).isEqualTo(125);
        assertThat(shell("exec -a jrun-stub bin/jrun 9x").status()).isEqualTo(125);
        assertThat(shell("exec -a jrun-stub bin/jrun 9").status()).isEqualTo(125);
    }

    @Test
    void theProgramIsSmall() throws IOException {
        assertThat(Files.size(jrun)).isLessThan(32 * 1024);
    }

    private static boolean runs(Path status) throws IOException {
        try {
            return !Files.readString(status).contains("State:\tZ");
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private void engine(String script) throws IOException {
        Files.writeString(engineFile, String.join("\n", "/bin/sh", "-c", script) + "\n");
    }

    private Ending run(String engineScript) throws IOException, InterruptedException {
        engine(engineScript);
        return shell("exec bin/jrun");
    }

    private Ending shell(String script) throws IOException, InterruptedException {
        Path stdout = folder.resolve("stdout");
        Path stderr = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/bash", "-c", script))
                .directory(folder.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        // A daemon that happens to run here is none of the test's.
        builder.environment().put("JRUN_ENGINE", "cold");
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + script + "\n" + Files.readString(stderr));
        }
        return new Ending(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    }
}
