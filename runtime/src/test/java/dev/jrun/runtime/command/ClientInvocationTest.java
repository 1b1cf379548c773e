package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines of the clients, each as its client writes it. */
class ClientInvocationTest {
    private static final String CONTAINERD = "--root /run/containerd/runc/k8s.io --log /b/log.json --log-format json ";
    private static final String CONMON_RS = "--root=/run/jrun --root=/run/jrun ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // containerd's shim, by go-runc
                CONTAINERD + "create --bundle /b --pid-file /b/init.pid c1",
                CONTAINERD + "create --bundle /b --pid-file /b/init.pid --console-socket /tmp/s --no-pivot"
                        + " --no-new-keyring c1",
                CONTAINERD + "start c1",
                CONTAINERD + "kill c1 15",
                CONTAINERD + "kill --all c1 9",
                CONTAINERD + "delete c1",
                CONTAINERD + "delete --force c1",
                CONTAINERD + "pause c1",
                CONTAINERD + "resume c1",
                CONTAINERD + "update --resources=- c1",
                CONTAINERD + "ps --format json c1",
                CONTAINERD + "events --stats c1",
                CONTAINERD + "events --interval=5s c1",
                CONTAINERD + "--rootless=true start c1",
                "--root /r --debug --log /l --log-format json --rootless=false start c1",
                // conmon, for Podman
                "create --bundle /b --pid-file /p c1",
                "--log-format=json --log /l create --bundle /b --pid-file /p --no-pivot --preserve-fds 2"
                        + " --console-socket /s c1",
                "start c1",
                "kill c1 15",
                "kill --all c1 9",
                "delete --force c1",
                "pause c1",
                "resume c1",
                "update --resources=limits.json c1",
                "--cgroup-manager disabled create --bundle /b --pid-file /p c1",
                // CRI-O
                "--root /run/jrun create --bundle /b --pid-file /p c1",
                "--root /run/jrun start c1",
                "--root /run/jrun kill c1 KILL",
                "--root /run/jrun kill -a c1 9",
                "--root /run/jrun delete --force c1",
                "--root /run/jrun update --resources - c1",
                // conmon-rs
                CONMON_RS + "create --bundle /b --pid-file /p --console-socket=/s c1",
                // buildkit
                "--log /l/runc-log.json --log-format json run --bundle /b --no-pivot c1",
                "--log /l/runc-log.json --log-format json run --bundle /b --keep c1",
                "kill c1 9",
                "delete c1",
                // buildah
                "create --bundle /b --pid-file /b/pid --console-socket /s c1",
                "kill c1",
                "kill c1 SIGKILL",
                // the validation tools of the specification
                "create --pid-file /p --bundle /b c1",
                "create c1",
                // crun's callers
                "--log=file:/l --log-level error create -f /c.json -b /b c1"
            })
    void aCommandLineOfAClientIsTaken(String line) throws IOException {
        var caller = new FakeCaller(folder);
        caller.stdin = "{\"pids\": {\"limit\": 10}}";
        Files.writeString(folder.resolve("limits.json"), caller.stdin);

        caller.run(line.split(" "));

        assertThat(caller.errors()).isEmpty();
        assertThat(caller.operations.calls).singleElement().asString().contains("c1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // containerd's shim, by go-runc
                CONTAINERD + "exec --process p.json --console-socket /s --detach --pid-file /b/x.pid c1",
                CONTAINERD + "exec --process p.json --detach --pid-file /b/x.pid c1",
                // conmon; with --console-socket behind the options of the runtime
                "exec --pid-file /p --process p.json --detach --console-socket /s c1",
                "--root=/run/jrun exec --pid-file /p --process p.json --detach --preserve-fds 2 c1",
                // CRI-O, and buildkit
                "--root /run/jrun exec --process p.json c1",
                "exec --process p.json --pid-file /p c1",
                // conmon-rs
                CONMON_RS + "exec -d --console-socket=/s --tty --pid-file=/p c1 sh -c true"
            })
    void anExecOfAClientIsTaken(String line) throws IOException {
        var caller = new FakeCaller(folder);
        Files.writeString(
                folder.resolve("p.json"),
                "{\"terminal\": %b, \"cwd\": \"/\", \"args\": [\"sh\"]}".formatted(line.contains("console")));

        caller.succeed(line.split(" "));

        assertThat(caller.operations.calls).containsExactly("exec c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "features", "list --format=json", "list -q"})
    void aQuestionOfAClientIsAnswered(String line) {
        var caller = new FakeCaller(folder);

        caller.succeed(("--root=root " + line).split(" "));
    }

    @Test
    void aLogThatIsNoFileIsRefused() {
        var caller = new FakeCaller(folder);

        assertThat(caller.fail("--log=journald:c1", "start", "c1"))
                .isEqualTo("jrun: --log: jrun logs to files only, name one instead of \"journald:c1\"\n");
        assertThat(caller.fail("--log", "syslog:x", "start", "c1")).contains("--log: ");
        assertThat(caller.fail("--log-level", "loud", "start", "c1"))
                .isEqualTo("jrun: --log-level: expected error, warning or debug, got \"loud\"\n");
    }

    @Test
    void theLevelOfTheLogMayAskForAll() {
        var caller = new FakeCaller(folder);
        caller.succeed("--log-level=debug", "start", "c1");
        assertThat(caller.operations.options.orElseThrow().debug()).isPresent();

        caller.succeed("--log-level=warning", "start", "c1");
        assertThat(caller.operations.options.orElseThrow().debug()).isEmpty();
    }

    @Test
    void mountsArePassedOn() throws IOException {
        var caller = new FakeCaller(folder);
        Files.writeString(folder.resolve("m.json"), "[]");
        caller.succeed("mounts", "add", "c1", "m.json");
        caller.succeed("mounts", "remove", "c1", folder.resolve("m.json").toString());

        assertThat(caller.operations.calls).containsExactly("add [] to c1", "remove [] from c1");
        caller.operations.calls.clear();
        assertThat(caller.fail("mounts", "add", "c1", "absent")).contains("no such file or directory");
        assertThat(caller.fail("mounts", "list", "c1", "m.json")).contains("expected add or remove, got \"list\"");
    }
}
