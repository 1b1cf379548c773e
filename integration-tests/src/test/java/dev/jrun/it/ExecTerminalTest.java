package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Terminals of processes that {@code exec} adds. */
@BlackBoxTest
class ExecTerminalTest {
    @Test
    void theTerminalIsTheContainersOwnAndTheControllingOne(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            String script = "busybox tty; echo controlling > /dev/tty; test -t 0 && test -t 1 && test -t 2 && echo all";
            assertThat(jrun.succeed("exec", "-t", container.id(), "sh", "-c", script)
                            .out())
                    .isEqualTo("/dev/pts/0\ncontrolling\nall\n");
            // It is not bound on the console, which is init's.
            assertThat(container.init().hasMount("/dev/console")).isFalse();
        }
    }

    @Test
    void theCallersTerminalIsAWindowOnTheProcessOwn(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping());
                Terminal terminal = Terminal.open()) {
            terminal.resize(33, 101);
            String before = terminal.attributes();
            String script = "busybox stty size; read line; echo \"got $line\"; exit 5";
            Invocation exec = jrun.command("exec", "--tty", container.id(), "sh", "-c", script)
                    .at(terminal.seat());
            Process process = exec.start();
            terminal.awaitShown("33 101\r\n");
            terminal.type("something\r");
            terminal.awaitShown("got something\r\n");

            assertThat(exec.finish(process).exit()).isEqualTo(5);
            assertThat(terminal.attributes()).isEqualTo(before);
        }
    }

    @Test
    void theTerminalOfADetachedProcessGoesToTheSocket(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path socket = jrun.file("console.sock");
        Path pidFile = jrun.file("exec.pid");
        Path file = Files.writeString(jrun.file("process.json"), """
                {"terminal": true, "consoleSize": {"height": 31, "width": 97}, "cwd": "/", "env": ["PATH=/bin"],
                 "args": ["sh", "-c", "busybox stty size; read line; exit 6"]}""");
        try (Container container = jrun.start(bundle.sleeping());
                var listener = new ConsoleListener(socket)) {
            jrun.succeed(
                    "exec",
                    "--process",
                    file.toString(),
                    "--console-socket",
                    socket.toString(),
                    "--detach",
                    "--pid-file",
                    pidFile.toString(),
                    container.id());
            ConsoleListener.Received received = listener.receive();
            assertThat(received.name()).isEqualTo("/dev/pts/0");
            try (Terminal terminal = received.terminal()) {
                terminal.awaitShown("31 97\r\n");
                terminal.type("\r");
                assertThat(Subreaper.exitCode(Integer.parseInt(Files.readString(pidFile))))
                        .isEqualTo(6);
            }
        }
    }

    @Test
    void aTerminalThatNobodyWouldGetIsRefused(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.call("exec", "-dt", container.id(), "true")
                    .expectFailure("cannot allocate tty if jrun will detach without setting console socket");
            jrun.call("exec", "-t", "--console-socket", "/x", container.id(), "true")
                    .expectFailure("cannot use console socket if jrun will not detach or allocate tty");
        }
    }
}
