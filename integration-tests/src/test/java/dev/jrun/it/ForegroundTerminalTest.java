package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.ProcessCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code run} with a terminal, in the foreground: the caller sits at the container's terminal. */
@BlackBoxTest
class ForegroundTerminalTest {
    private static final int LINES = 20_000;
    private static final int SIGWINCH = 28;

    @Test
    void withoutATerminalOfTheCallersTheOutputIsThatOfAPipe(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/terminal", "true")
                .script("test -t 0 && test -t 1 && test -t 2 && busybox tty; stat -c %F /dev/console");

        assertThat(jrun.output(bundle)).isEqualTo("/dev/pts/0\ncharacter special file\n");
    }

    @Test
    void theExitCodeIsThatOfTheProcess(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/terminal", "true").script("exit 41");

        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.exit()).isEqualTo(41);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void noByteIsLostAtTheEnd(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/terminal", "true").script("busybox seq 1 " + LINES);

        assertThat(jrun.output(bundle))
                .isEqualTo(
                        IntStream.rangeClosed(1, LINES).mapToObj(i -> i + "\n").collect(Collectors.joining()));
    }

    @Test
    void aFileIsTypedIn(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path typed = Files.writeString(jrun.file("typed"), "one\ntwo\n");
        bundle.set("/process/terminal", "true").script("busybox stty -echo; read a; read b; echo $b $a");

        Result result = jrun.command("run", "--bundle", bundle.write().toString(), Jrun.newId())
                .stdin(typed)
                .run()
                .expectSuccess();

        assertThat(result.out()).contains("two one\n");
    }

    @Test
    void theCallersTerminalIsAWindowOnTheContainers(Jrun jrun, BundleBuilder bundle) {
        bundle.script("busybox stty size; echo ready; read line; echo \"got $line\"; busybox stty size; exit 5");
        session(jrun, bundle, session -> {
            session.terminal().awaitShown("33 101\r\nready\r\n");
            session.resize(44, 102);
            session.terminal().type("something\r");

            assertThat(session.exitCode()).isEqualTo(5);
            assertThat(session.terminal().shown()).contains("got something\r\n44 102\r\n");
        });
    }

    @Test
    void whatIsTypedIsTheContainersToInterpret(Jrun jrun, BundleBuilder bundle) {
        bundle.script("trap 'echo stopped; exit 6' TSTP; echo ready; while :; do sleep 0.1; done");
        session(jrun, bundle, session -> {
            session.terminal().awaitShown("ready");
            session.terminal().type("\u001a");

            assertThat(session.exitCode()).isEqualTo(6);
            assertThat(session.terminal().shown()).contains("stopped");
        });
    }

    @Test
    void theCallersTerminalIsRestoredWhenTheContainerEnds(Jrun jrun, BundleBuilder bundle) {
        bundle.script("echo ready; read line");
        session(jrun, bundle, session -> {
            session.awaitRaw();
            session.terminal().awaitShown("ready");
            session.terminal().type("\r");

            assertThat(session.exitCode()).isZero();
            assertThat(session.terminal().attributes()).isEqualTo(session.before());
        });
    }

    @Test
    void theCallersTerminalIsRestoredWhenTheProgramCannotBeExecuted(Jrun jrun, BundleBuilder bundle) {
        bundle.args("/etc/plain");
        session(jrun, bundle, session -> {
            assertThat(session.exitCode()).isNotZero();
            assertThat(session.terminal().attributes()).isEqualTo(session.before());
        });
    }

    @Test
    @JrunOnly("others have no second process")
    void theCallersTerminalIsRestoredWhenTheEngineIsKilled(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping();
        session(jrun, bundle, "cold", session -> {
            session.awaitRaw();
            session.awaitRunning();
            session.engine().destroyForcibly();

            session.exitCode();
            session.awaitRestored();
        });
    }

    @Test
    @JrunOnly("runc leaves it raw")
    void theCallersTerminalIsRestoredWhenJrunIsKilled(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping();
        session(jrun, bundle, session -> {
            session.awaitRaw();
            session.awaitRunning();
            session.process().destroyForcibly();

            session.awaitRestored();
        });
    }

    @Test
    void aTerminalThatTheContainerHasClosedTakesNoTime(Jrun jrun, BundleBuilder bundle) {
        bundle.script("exec 0<&- 1>&- 2>&-; sleep 2");
        session(jrun, bundle, session -> {
            session.awaitRunning();

            assertThat(session.exitCode()).isZero();
            assertThat(session.cpuTime().get()).isLessThan(Duration.ofMillis(300));
        });
    }

    private static void session(Jrun jrun, BundleBuilder bundle, Consumer<? super Session> actions) {
        session(jrun, bundle, "auto", actions);
    }

    private static void session(Jrun jrun, BundleBuilder bundle, String engine, Consumer<? super Session> actions) {
        bundle.set("/process/terminal", "true");
        String id = Jrun.newId();
        try (Terminal terminal = Terminal.open()) {
            terminal.resize(33, 101);
            Invocation run = jrun.command("run", "--bundle", bundle.write().toString(), id)
                    .environment("JRUN_ENGINE", engine)
                    .at(terminal.seat());
            String before = terminal.attributes();
            Process process = run.start();
            try {
                actions.accept(new Session(jrun, id, terminal, before, process, new AtomicReference<>(Duration.ZERO)));
            } finally {
                process.destroyForcibly();
                run.finish(process);
                jrun.succeed("delete", "--force", id);
                Subreaper.reapOrphans();
            }
        }
    }

    /**
     * A run of jrun at a terminal.
     *
     * @param before how the terminal's attributes were
     * @param cpuTime what jrun, without its engine, had used when it was last seen
     */
    private record Session(
            Jrun jrun,
            String id,
            Terminal terminal,
            String before,
            Process process,
            AtomicReference<Duration> cpuTime) {
        /** Resizes the terminal and tells jrun, which the kernel does for the terminal of a session only. */
        void resize(int rows, int columns) {
            terminal.resize(rows, columns);
            new LocalExecutor().call("signal", new ProcessCall.Kill(process.pid(), SIGWINCH));
        }

        void awaitRaw() {
            Await.until("the terminal to be raw", () -> !terminal.attributes().equals(before));
        }

        void awaitRestored() {
            Await.until(
                    "the terminal to be restored", () -> terminal.attributes().equals(before));
        }

        void awaitRunning() {
            Await.until(
                    "the container to run", () -> jrun.call("state", id).out().contains("\"running\""));
        }

        ProcessHandle engine() {
            return process.children()
                    .filter(child -> child.info().command().orElse("").endsWith("/java"))
                    .findFirst()
                    .orElseThrow();
        }

        int exitCode() {
            Await.until("the end of jrun", () -> {
                terminal.shown();
                process.info().totalCpuDuration().ifPresent(cpuTime::set);
                return !process.isAlive();
            });
            return process.exitValue();
        }
    }
}
