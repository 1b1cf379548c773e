package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall.Chdir;
import dev.jrun.runtime.syscall.FileCall.Getcwd;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.syscall.SyscallException;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.runtime.testing.RecordingExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkingDirectoryTest {
    private static final Identity USER = new Identity(1000, 1001, List.of(5), true);

    private final FakeKernel kernel = new FakeKernel();

    private boolean enter(WorkingDirectory directory) {
        return directory.check(kernel.run(directory.plan()));
    }

    @Test
    void makesWhatIsMissingAndEnters() {
        kernel.files().directory("/srv");

        kernel.run(WorkingDirectory.make("/srv/a//b/"));

        assertThat(enter(WorkingDirectory.asRoot("/srv/a/b"))).isTrue();
        assertThat(kernel.workingDirectory()).contains("/srv/a/b");
    }

    @Test
    void makesNothingForTheRoot() {
        assertThat(WorkingDirectory.make("/").isEmpty()).isTrue();
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatThrownBy(() -> enter(WorkingDirectory.asRoot("/nowhere")))
                .isInstanceOf(SyscallException.class)
                .hasMessage("chdir to cwd (\"/nowhere\") set in config.json failed: no such file or directory");
    }

    @Test
    void whereRootMayNotEnterTheUserHasTo() {
        kernel.files().directory("/home");
        kernel.answering(Chdir.class, call -> Reply.of(-Errno.EACCES.number()));

        assertThat(enter(WorkingDirectory.asRoot("/home"))).isFalse();
        assertThatThrownBy(() -> enter(WorkingDirectory.asUser("/home", USER)))
                .isInstanceOf(SyscallException.class)
                .hasMessage("chdir to cwd (\"/home\") set in config.json failed: permission denied");
    }

    @Test
    void theUserEntersWithItsOwnIdsAndInitIsRootAgain() {
        assertThat(RecordingExecutor.text(WorkingDirectory.asUser("/home", USER).plan()))
                .containsExactly(
                        "$0 = Setgroups[gids=[5]]",
                        "$1 = Setfsgid[gid=1001]",
                        "$2 = Setfsuid[uid=1000]",
                        "$3 = Chdir[path=/home]",
                        "$4 = Setfsuid[uid=0]",
                        "$5 = Setfsgid[gid=0]",
                        "$6 = Getcwd[] or ENOENT");
        kernel.files().directory("/home");
        assertThat(enter(WorkingDirectory.asUser("/home", USER))).isTrue();
        assertThat(enter(WorkingDirectory.asUser("/", new Identity(1, 1, List.of(), false))))
                .isTrue();
    }

    @Test
    void aDirectoryOutsideTheContainerIsRefused() {
        for (String outside : List.of("(unreachable)/host", "(unreachable)", "host")) {
            byte[] text = (outside + "\0").getBytes(StandardCharsets.UTF_8);
            kernel.answering(Getcwd.class, call -> new Reply(text.length, List.of(Arrays.copyOf(text, 4096))));

            assertBreakout();
        }
    }

    @Test
    void aDirectoryThatIsGoneIsRefused() {
        kernel.answering(Getcwd.class, call -> Reply.of(-Errno.ENOENT.number()));

        assertBreakout();
    }

    private void assertBreakout() {
        assertThatThrownBy(() -> enter(WorkingDirectory.asRoot("/")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/cwd: current working directory is outside of container mount namespace root"
                        + " -- possible container breakout detected");
    }
}
