package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers with a terminal whose other side goes to the caller's socket. */
@BlackBoxTest
class TerminalTest {
    private static final String WHERE_FROM = "busybox tty; test -t 0 && test -t 1 && test -t 2 && echo all-three; ";

    @Test
    void theProcessHasATerminalThatTheCallerSitsAt(Jrun jrun, BundleBuilder bundle) {
        bundle.script(WHERE_FROM + "read line; echo \"got $line\"; exit 7");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            assertThat(talk.name()).isEqualTo("/dev/pts/0");
            talk.start();
            assertThat(talk.terminal().awaitShown("all-three")).startsWith("/dev/pts/0\r\n");
            talk.terminal().type("something\r");
            assertThat(talk.terminal().awaitEnd()).contains("got something\r\n");
            assertThat(talk.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void theTerminalIsTheConsoleAndTheControllingOne(Jrun jrun, BundleBuilder bundle) {
        bundle.script("stat -c %F:%t:%T /dev/console /dev/pts/0; echo controlling > /dev/tty; echo all > /dev/console;"
                + " trap \"echo stopped; exit\" TSTP; while :; do sleep 0.1; done");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            talk.start();
            String shown = talk.terminal().awaitShown("all\r\n");
            assertThat(shown)
                    .contains("character special file:88:0\r\ncharacter special file:88:0\r\n", "controlling\r\n");
            // Ctrl-Z: the terminal makes a signal of it for the processes that it controls. Unlike that of Ctrl-C it is
            // not ignored where the tests run in a shell's background.
            talk.terminal().type("\u001a");
            assertThat(talk.terminal().awaitEnd()).contains("stopped\r\n");
        }
    }

    @Test
    void theTerminalHasTheSizeOfTheConfigAndThatOfTheCallerLater(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/consoleSize", "{'height': 31, 'width': 97}")
                .script("busybox stty size; read line; busybox stty size");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            talk.start();
            talk.terminal().awaitShown("31 97\r\n");
            talk.terminal().resize(40, 120);
            talk.terminal().type("\r");
            talk.terminal().awaitShown("40 120\r\n");
        }
    }

    @Test
    void theTerminalBelongsToTheUserOfTheProcess(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/process/user", "{'uid': 1000, 'gid': 1000}")
                .script("stat -c %u:%a /dev/pts/0; echo opened > /dev/pts/0");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            talk.start();
            assertThat(talk.terminal().awaitEnd()).isEqualTo("1000:620\r\nopened\r\n");
        }
    }

    @Test
    void runDetachedSendsTheTerminalToo(Jrun jrun, BundleBuilder bundle) {
        bundle.script(WHERE_FROM);
        try (var talk = Talk.run(jrun, bundle)) {
            assertThat(talk.terminal().awaitEnd()).isEqualTo("/dev/pts/0\r\nall-three\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200})
    void theSocketMayHaveALongPathAndARelativeOne(int length, Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = Files.createDirectory(jrun.file("f".repeat(length)));
        bundle.script("echo seen");
        try (var talk = Talk.create(jrun, bundle, jrun.file(".").relativize(folder) + "/" + "s".repeat(length))) {
            talk.start();
            assertThat(talk.terminal().awaitEnd()).isEqualTo("seen\r\n");
        }
    }

    @Test
    void aReadOnlyRootAndDevHaveAConsoleToo(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/root/readonly", "true")
                .set("/mounts/1/options", "['nosuid', 'ro', 'mode=755', 'size=65536k']")
                .script("stat -c %F /dev/console; touch /dev/x || echo read-only");
        assertThat(bundle.mounts().get(1).get("destination").asString()).isEqualTo("/dev");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            talk.start();
            assertThat(talk.terminal().awaitEnd()).contains("character special file\r\n", "read-only");
        }
    }

    @Test
    void nothingOfTheTerminalIsLeftInTheCallersDescriptors(Jrun jrun, BundleBuilder bundle) {
        bundle.script("ls -l /proc/self/fd");
        try (var talk = Talk.create(jrun, bundle, "console.sock")) {
            talk.start();
            assertThat(talk.terminal().awaitEnd()).doesNotContain("ptmx").doesNotContain("socket");
        }
    }

    @Test
    void theTerminalIsSentBeforeTheProgramIsFoundMissing(Jrun jrun, BundleBuilder bundle) {
        bundle.args("/no/such/program").set("/process/terminal", "true");
        try (var listener = new ConsoleListener(jrun.file("console.sock"))) {
            create(jrun, bundle, "console.sock").expectFailure("/no/such/program");
            listener.receive().terminal().close();
        }
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aTerminalNeedsADevpts(Jrun jrun, BundleBuilder bundle) {
        bundle.mounts().removeIf(mount -> mount.get("destination").asString().equals("/dev/pts"));
        bundle.sleeping().set("/process/terminal", "true");
        try (var listener = new ConsoleListener(jrun.file("console.sock"))) {
            create(jrun, bundle, "console.sock").expectFailure("/process/terminal", "devpts");
        }
    }

    @Test
    @JrunOnly("runc 1.1 trusts what lies there")
    void aFileThatOnlyHasTheNameOfAPtmxIsRefused(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.mounts().removeIf(mount -> mount.get("destination").asString().startsWith("/dev"));
        Path pts = Files.createDirectories(bundle.rootfs().resolve("dev/pts"));
        Files.writeString(pts.resolve("ptmx"), "a trap");
        bundle.sleeping().set("/process/terminal", "true");
        try (var listener = new ConsoleListener(jrun.file("console.sock"))) {
            create(jrun, bundle, "console.sock").expectFailure("not the ptmx of a devpts");
        }
    }

    @Test
    @JrunOnly("runc 1.1 follows it")
    void aConsoleThatIsASymbolicLinkIsRefused(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.mounts().removeIf(mount -> mount.get("destination").asString().equals("/dev"));
        Files.createSymbolicLink(bundle.rootfs().resolve("dev/console"), Path.of("/etc/passwd"));
        bundle.sleeping().set("/process/terminal", "true");
        try (var listener = new ConsoleListener(jrun.file("console.sock"))) {
            create(jrun, bundle, "console.sock").expectFailure("/dev/console", "symbolic link");
        }
    }

    @Test
    void aTerminalOfADetachedContainerNeedsASocket(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/terminal", "true");
        String folder = bundle.write().toString();

        jrun.call("create", "--bundle", folder, Jrun.newId())
                .expectFailure("cannot allocate tty if", "will detach without setting console socket");
        jrun.call("run", "-d", "--bundle", folder, Jrun.newId())
                .expectFailure("cannot allocate tty if", "will detach without setting console socket");
    }

    @Test
    void aSocketThatNoTerminalWouldBeSentToIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping();
        String folder = bundle.write().toString();

        jrun.call("create", "--console-socket", "s", "--bundle", folder, Jrun.newId())
                .expectFailure("cannot use console socket if", "will not detach or allocate tty");
        jrun.call("run", "--console-socket", "s", "--bundle", folder, Jrun.newId())
                .expectFailure("cannot use console socket if", "will not detach or allocate tty");
    }

    @Test
    void aSocketThatNobodyListensAtFailsTheCreate(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/process/terminal", "true");

        create(jrun, bundle, "nobody.sock").expectFailure("nobody.sock", "no such file or directory");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    private static Result create(Jrun jrun, BundleBuilder bundle, String socket) {
        String folder = bundle.write().toString();
        return jrun.command("create", "--console-socket", socket, "--bundle", folder, Jrun.newId())
                .in(jrun.file("."))
                .run();
    }

    /** A container and its terminal. */
    private record Talk(Container container, Terminal terminal, String name) implements AutoCloseable {
        static Talk create(Jrun jrun, BundleBuilder bundle, String socket) {
            bundle.set("/process/terminal", "true");
            return of(jrun, bundle, socket, List.of("create", "--console-socket", socket));
        }

        static Talk run(Jrun jrun, BundleBuilder bundle) {
            bundle.set("/process/terminal", "true");
            return of(jrun, bundle, "console.sock", List.of("run", "-d", "--console-socket", "console.sock"));
        }

        private static Talk of(Jrun jrun, BundleBuilder bundle, String socket, List<String> verb) {
            try (var listener = new ConsoleListener(jrun.file(socket))) {
                Container container = jrun.create(bundle.write(), jrun.file("."), verb);
                try {
                    ConsoleListener.Received received = listener.receive();
                    return new Talk(container, received.terminal(), received.name());
                } catch (AssertionError | RuntimeException e) {
                    container.close();
                    throw e;
                }
            }
        }

        void start() {
            container.start();
        }

        int exitCode() {
            return container.exitCode();
        }

        @Override
        public void close() {
            terminal.close();
            container.close();
        }
    }
}
