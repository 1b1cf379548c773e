package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.it.ConsoleListener.Message;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.FileCall.Close;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Descriptors that go from the caller to the container's program, and back to the caller. */
@BlackBoxTest
class DescriptorTest {
    /** Prints what the shell's descriptors from 3 on refer to; the one that lists them is gone then. */
    private static final String LIST = "for f in /proc/self/fd/*; do n=${f##*/};"
            + " test $n -gt 2 && test -e /proc/$$/fd/$n && echo $n=$(readlink /proc/$$/fd/$n); done;"
            + " echo fds=$LISTEN_FDS pid=$LISTEN_PID";

    private static final String OPEN = "exec 3</etc/hostname 4</etc/passwd 5</etc/group;";

    @Test
    void preservedDescriptorsKeepTheirNumbersAndOthersAreClosed(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script(LIST).write();

        Result result = jrun.command("run", "--preserve-fds", "2", "-b", folder.toString(), Jrun.newId())
                .after(OPEN)
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("3=/etc/hostname\n4=/etc/passwd\nfds= pid=\n");
    }

    @Test
    void preservedDescriptorsWaitForStart(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script("cat <&4").write();
        String id = Jrun.newId();
        Path content = jrun.file("content");
        Invocation create = jrun.command("create", "--preserve-fds=2", "-b", folder.toString(), id)
                .after("echo from the caller > " + content + "; exec 3</dev/null 4<" + content + ";");
        try (Container container = new Container(jrun, id, create.stdout(), create.stderr())) {
            create.run().expectSuccess();
            container.start();

            container.awaitOutput("from the caller");
        }
    }

    @Test
    void aPreservedDescriptorThatIsNotOpenIsAnError(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.script(LIST).write().toString();

        jrun.command("run", "--preserve-fds", "2", "-b", folder, Jrun.newId())
                .after("exec 3</dev/null 4<&-;")
                .run()
                .expectFailure("--preserve-fds 2: descriptor 4 is not open");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void manyDescriptorsCanBePreserved(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.script("cat <&100; test -e /proc/$$/fd/101 || echo no more")
                .write()
                .toString();

        Result result = jrun.command("run", "--preserve-fds", "98", "-b", folder, Jrun.newId())
                .after("exec bash -c 'for n in $(seq 3 104); do eval \"exec $n</etc/hostname\"; done;"
                        + " exec \"$@\"' bash \"$@\";")
                .run();

        assertThat(result.expectSuccess().out()).endsWith("no more\n").hasLineCount(2);
        jrun.command("run", "--preserve-fds", "2000", "-b", folder, Jrun.newId())
                .run()
                .expectFailure("--preserve-fds 2000: ");
    }

    @Test
    void theSocketsOfAnActivationComeFirst(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script(LIST).write();

        Result result = jrun.command("run", "--preserve-fds", "1", "-b", folder.toString(), Jrun.newId())
                .after(OPEN + " export LISTEN_FDS=1 LISTEN_PID=$$;")
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("3=/etc/hostname\n4=/etc/passwd\nfds=1 pid=1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LISTEN_FDS=1 LISTEN_PID=1", "LISTEN_FDS=1", "LISTEN_PID=$$", "LISTEN_FDS=0 LISTEN_PID=$$"})
    void anActivationOfSomebodyElseIsNone(String variables, Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script(LIST).write();

        Result result = jrun.command("run", "-b", folder.toString(), Jrun.newId())
                .after(OPEN + " export " + variables + ";")
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("fds= pid=\n");
    }

    @Test
    void thePidfdOfInitIsSentBeforeCreateReturns(Jrun jrun, BundleBuilder bundle) throws IOException {
        String folder = bundle.sleeping().write().toString();
        Path path = jrun.file("pidfd.sock");
        String id = Jrun.newId();
        try (var listener = new ConsoleListener(path)) {
            jrun.succeed("create", "--pidfd-socket", path.toString(), "-b", folder, id);

            Message message = listener.receiveMessage();
            assertThat(message.rest()).isEqualTo("standard".substring(1));
            String pid = new JsonMapper()
                    .readTree(jrun.succeed("state", id).out())
                    .path("pid")
                    .asString();
            assertThat(Files.readAllLines(Path.of("/proc/self/fdinfo/" + message.descriptor())))
                    .contains("Pid:\t" + pid);
            new LocalExecutor().call("close", new Close(message.descriptor()));
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    @Test
    @JrunOnly("runc 1.1 has no --pidfd-socket")
    void execPassesDescriptorsOnAndSendsItsPidfd(Jrun jrun, BundleBuilder bundle) {
        Path path = jrun.file("pidfd.sock");
        try (Container container = jrun.start(bundle.sleeping());
                var listener = new ConsoleListener(path)) {
            Result result = jrun.command(
                            "exec",
                            "--preserve-fds",
                            "2",
                            "--pidfd-socket",
                            path.toString(),
                            container.id(),
                            "sh",
                            "-c",
                            LIST)
                    .after(OPEN + " export LISTEN_FDS=1 LISTEN_PID=$$;")
                    .run();

            assertThat(result.expectSuccess().out()).isEqualTo("3=/etc/hostname\n4=/etc/passwd\nfds= pid=\n");
            Message message = listener.receiveMessage();
            assertThat(message.rest()).isEqualTo("setns".substring(1));
            new LocalExecutor().call("close", new Close(message.descriptor()));
        }
    }

    @Test
    void aPidfdSocketThatNobodyListensOnFailsTheCreate(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();

        jrun.call("create", "--pidfd-socket", "/nowhere.sock", "-b", folder, Jrun.newId())
                .expectFailure("--pidfd-socket: connect to /nowhere.sock: no such file or directory");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
