package dev.jrun.runtime.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall;
import dev.jrun.runtime.syscall.ProcessCall;
import dev.jrun.runtime.syscall.SocketCall;
import dev.jrun.runtime.syscall.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpawnerTest {
    private static final Path SHELL = Path.of("/bin/sh");

    private final LocalExecutor executor = new LocalExecutor();
    private final Spawner spawner = new Spawner(executor);
    private Fd ours = Fd.STDIN;
    private Fd theirs = Fd.STDIN;

    @BeforeEach
    void connect() {
        List<Fd> pair = executor.call("make a socket pair", new SocketCall.Socketpair());
        ours = pair.get(0);
        theirs = pair.get(1);
    }

    @AfterEach
    void disconnect() {
        executor.call("close", new FileCall.Close(ours));
    }

    @Test
    void theChildHasTheDescriptorByTheNumberItWasGiven() {
        assertThat(output("echo hello >&7", Map.of(7, theirs))).isEqualTo("hello\n");
    }

    @Test
    void theChildHasNoOtherDescriptors() {
        // ls opens the folder itself, with the lowest free number.
        assertThat(output("ls /proc/self/fd >&5", Map.of(5, theirs))).isEqualTo("0\n1\n2\n3\n5\n");
    }

    @Test
    void descriptorsCanChangePlaces() {
        int first = ((Fd.Number) ours).value();
        int second = ((Fd.Number) theirs).value();
        String expected = link(theirs) + "\n" + link(ours) + "\n";

        String output = output(
                "readlink /proc/self/fd/" + first + " /proc/self/fd/" + second + " >&3",
                Map.of(first, theirs, second, ours, 3, theirs));

        assertThat(output).isEqualTo(expected);
    }

    private String link(Fd fd) {
        return executor.call("read link", new FileCall.Readlinkat(Fd.CWD, "/proc/self/fd/" + fd));
    }

    @Test
    void theChildHasTheEnvironmentAndNoSignalBlocked() {
        assertThat(output("(env; grep SigBlk /proc/self/status) >&3", Map.of(3, theirs)))
                .contains("COLOUR=blue\n")
                .doesNotContain("JAVA_HOME")
                .contains("SigBlk:\t0000000000000000");
    }

    @Test
    void aProgramThatIsNotThereIsAnErrorWithItsErrno() {
        executor.call("close", new FileCall.Close(theirs));

        assertThatThrownBy(() -> spawner.spawn(Path.of("/nowhere/program"), List.of("program"), List.of(), Map.of()))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOENT))
                .hasMessage("start /nowhere/program: no such file or directory");
    }

    private String output(String script, Map<Integer, Fd> fds) {
        long pid = spawner.spawn(SHELL, List.of("sh", "-c", script), List.of("COLOUR=blue", "PATH=/usr/bin:/bin"), fds);
        executor.call("close", new FileCall.Close(theirs));
        assertThat(executor.call("wait for the child", new ProcessCall.Wait4(pid, 0))
                        .exitCode())
                .isZero();
        var text = new StringBuilder();
        byte[] bytes = executor.call("receive", new SocketCall.Receive(ours, 65536));
        while (bytes.length > 0) {
            text.append(new String(bytes, StandardCharsets.UTF_8));
            bytes = executor.call("receive", new SocketCall.Receive(ours, 65536));
        }
        return text.toString();
    }
}
