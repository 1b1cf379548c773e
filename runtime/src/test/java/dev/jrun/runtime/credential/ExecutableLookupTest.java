package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall.Faccessat2;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutableLookupTest {
    private static final Identity USER = new Identity(1000, 1001, List.of(5), true);
    private static final String PATH = "PATH=/usr/bin:/bin";

    private final FakeKernel kernel = new FakeKernel();

    private String find(String program, String... env) {
        var lookup = new ExecutableLookup(List.of(program), new Environment(List.of(env)), USER);
        return lookup.find(kernel.run(lookup.plan()));
    }

    private void assertFailure(String message, String program, String... env) {
        assertThatThrownBy(() -> find(program, env))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    @Test
    void findsTheFirstExecutableOfThePath() {
        kernel.files().executable("/bin/sh").directory("/usr/bin/sh");
        assertThat(find("sh", PATH)).isEqualTo("/bin/sh");

        kernel.files().remove("/usr/bin/sh").file("/usr/bin/sh", "not executable");
        assertThat(find("sh", PATH)).isEqualTo("/bin/sh");

        kernel.files().remove("/usr/bin/sh").executable("/usr/bin/sh");
        assertThat(find("sh", PATH)).isEqualTo("/usr/bin/sh");
    }

    @Test
    void aNameWithASlashIsAPath() {
        kernel.files().executable("/opt/tool").executable("/tool");

        assertThat(find("/opt/tool")).isEqualTo("/opt/tool");
        assertThat(find("./tool", PATH)).isEqualTo("./tool");
    }

    @Test
    void saysWhatRuncSays() {
        kernel.files().file("/etc/passwd", "");

        assertFailure("exec: \"foo\": executable file not found in $PATH", "foo", PATH);
        assertFailure("exec: \"/foo\": stat /foo: no such file or directory", "/foo", PATH);
        assertFailure("exec: \"/etc/passwd/x\": stat /etc/passwd/x: not a directory", "/etc/passwd/x", PATH);
        assertFailure("exec: \"/etc/passwd\": permission denied", "/etc/passwd", PATH);
        assertFailure("exec: \"/etc\": is a directory", "/etc", PATH);
    }

    @Test
    void withoutAPathNothingIsFound() {
        kernel.files().executable("/bin/sh");

        assertFailure("exec: \"sh\": executable file not found in $PATH", "sh");
        assertFailure("exec: \"sh\": executable file not found in $PATH", "sh", "PATH=");
        assertFailure("exec: \"\": executable file not found in $PATH", "", PATH);
    }

    @Test
    void aFileOfTheWorkingDirectoryIsNotTakenForAProgramOfThePath() {
        kernel.files().executable("/tool");

        assertFailure(
                "exec: \"tool\": cannot run executable found relative to current directory", "tool", "PATH=:/bin");
    }

    @Test
    void noArgsAreRefused() {
        assertThatThrownBy(() -> new ExecutableLookup(List.of(), new Environment(List.of()), USER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/args: empty; name the program to run");
    }

    @Test
    void anEndlessPathIsRefused() {
        String path = "PATH=" + String.join(":", Collections.nCopies(1001, "/bin"));

        assertFailure("/process/env: PATH has more than 1000 entries", "sh", path);
    }

    @Test
    void theModeDecidesWhereTheKernelHasNoFaccessat2() {
        kernel.files().executable("/bin/sh").file("/etc/passwd", "");
        kernel.answering(Faccessat2.class, call -> Reply.of(-Errno.ENOSYS.number()));

        assertThat(find("sh", PATH)).isEqualTo("/bin/sh");
        assertFailure("exec: \"/etc/passwd\": permission denied", "/etc/passwd", PATH);
    }

    @Test
    void filesAreCheckedForTheUserAndInitIsRootAgain() {
        var lookup = new ExecutableLookup(List.of("/bin/sh"), new Environment(List.of()), USER);

        assertThat(RecordingExecutor.text(lookup.plan()))
                .containsExactly(
                        "$0 = Setgroups[gids=[5]]",
                        "$1 = Setfsgid[gid=1001]",
                        "$2 = Setfsuid[uid=1000]",
                        "$3 = Statx[dir=AT_FDCWD, path=/bin/sh, flags=[]] or EACCES or ELOOP or ENOENT or ENOTDIR,"
                                + " on error skip 1",
                        "$4 = Faccessat2[dir=AT_FDCWD, path=/bin/sh, mode=1] or EACCES or ENOSYS or EPERM",
                        "$5 = Setfsuid[uid=0]",
                        "$6 = Setfsgid[gid=0]");
    }
}
