package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.operation.ExecRequest;
import dev.jrun.runtime.operation.ExecSource;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecVerbTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;

    @BeforeEach
    void callFromTheFolder() {
        caller = new FakeCaller(folder);
    }

    private ExecRequest request(String... args) {
        caller.succeed(args);
        return caller.operations.exec.orElseThrow();
    }

    private ExecSource.Changes changes(String... args) {
        return (ExecSource.Changes) request(args).source();
    }

    @Test
    void whatStandsBehindTheIdIsTheCommandWhateverItLooksLike() {
        ExecSource.Changes changes = changes("exec", "-t", "web1", "ls", "-d", "--env", "--", "-x");

        assertThat(changes.args()).containsExactly("ls", "-d", "--env", "--", "-x");
        assertThat(changes.terminal()).isTrue();
        assertThat(changes("exec", "--", "web1", "ls").args()).containsExactly("ls");
    }

    @Test
    void listsCountEachTimeTheyAreGivenAndOthersTheLast() {
        ExecSource.Changes changes = changes(
                "exec",
                "-e",
                "A=1",
                "--env=B=2=3",
                "-env",
                "C=",
                "-g",
                "1",
                "--additional-gids",
                "2",
                "-c",
                "kill",
                "--cap=CAP_SYS_ADMIN",
                "--cwd",
                "/a",
                "-cwd=/b",
                "web1",
                "ls");

        assertThat(changes.env()).containsExactly("A=1", "B=2=3", "C=");
        assertThat(changes.additionalGids()).containsExactly(1L, 2L);
        assertThat(changes.capabilities()).containsExactly("CAP_KILL", "CAP_SYS_ADMIN");
        assertThat(changes.cwd()).contains("/b");
    }

    @Test
    void lettersMayShareADash() {
        ExecRequest request = request("exec", "-dt", "web1", "ls");

        assertThat(request.detach()).isTrue();
        assertThat(((ExecSource.Changes) request.source()).terminal()).isTrue();
        assertThat(changes("exec", "-tu", "5", "web1", "ls").uid()).contains(5L);
        caller.operations.calls.clear();
        assertThat(caller.fail("exec", "-dx", "web1", "ls")).contains("flag provided but not defined: -dx");
        assertThat(caller.fail("exec", "-ud", "web1", "ls")).contains("flag provided but not defined: -ud");
    }

    @Test
    void aFlagThatIsNotGivenChangesNothing() {
        ExecSource.Changes changes = changes("exec", "web1", "ls");

        assertThat(changes.noNewPrivileges()).isEmpty();
        assertThat(changes.uid()).isEmpty();
        assertThat(changes.gid()).isEmpty();
        assertThat(changes("exec", "--no-new-privs=false", "web1", "ls").noNewPrivileges())
                .contains(false);
        assertThat(changes("exec", "--no-new-privs", "web1", "ls").noNewPrivileges())
                .contains(true);
    }

    @Test
    void pathsAreTheCallers() {
        ExecRequest request = request(
                "exec",
                "-p",
                "p.json",
                "--pid-file",
                "pid",
                "--console-socket",
                "c",
                "--pidfd-socket=/s",
                "-d",
                "web1");

        assertThat(request.source()).isEqualTo(new ExecSource.File(folder.resolve("p.json")));
        assertThat(request.pidFile()).contains(folder.resolve("pid"));
        assertThat(request.consoleSocket()).contains(folder.resolve("c"));
        assertThat(request.pidfdSocket()).contains(Path.of("/s"));
    }

    @Test
    void theUserIsANumberAndPerhapsASecondOne() {
        assertThat(changes("exec", "-u", "0", "web1", "ls").uid()).contains(0L);
        ExecSource.Changes changes = changes("exec", "-u", "4294967294:7", "web1", "ls");
        assertThat(changes.uid()).contains(4294967294L);
        assertThat(changes.gid()).contains(7L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root",
                "1x",
                "x1",
                "1:",
                ":1",
                ":",
                "1:x",
                "-1",
                "+1",
                " 1",
                "1 ",
                "0x1",
                "4294967295",
                "99999999999999999999",
                "1:2:3"
            })
    void anyOtherUserIsRefused(String user) {
        assertThat(caller.fail("exec", "--user=" + user, "web1", "ls")).contains("--user: expected a number");
    }

    @Test
    void aFailureHasAnExitCodeOfItsOwn() {
        caller.operations.failure = Optional.of(new ContainerStateException("no"));

        assertThat(caller.run("exec", "web1", "ls")).isEqualTo(255);
        assertThat(caller.errors()).isEqualTo("jrun: exec web1: exec failed: no\n");
    }

    @Test
    void anIdIsRequired() {
        assertThat(caller.fail("exec")).contains("\"jrun exec\" requires at least 1 argument(s), got 0");
    }
}
