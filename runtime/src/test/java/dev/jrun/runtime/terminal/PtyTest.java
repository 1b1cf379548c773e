package dev.jrun.runtime.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.runtime.syscall.Fd;
import dev.jrun.runtime.syscall.FileCall.Close;
import dev.jrun.runtime.syscall.FileCall.Mknodat;
import dev.jrun.runtime.syscall.FileCall.Openat;
import dev.jrun.runtime.syscall.FileCall.Openat2;
import dev.jrun.runtime.syscall.MountCall.MoveMount;
import dev.jrun.runtime.syscall.Plan;
import dev.jrun.runtime.syscall.Step;
import dev.jrun.runtime.syscall.Syscall;
import dev.jrun.runtime.syscall.TerminalCall.SetWindowSize;
import dev.jrun.runtime.syscall.WindowSize;
import dev.jrun.runtime.testing.FakeKernel;
import dev.jrun.spec.ConsoleSize;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PtyTest {
    private static final Pty PTY = new Pty((Fd.Number) Fd.of(5), (Fd.Number) Fd.of(6), 3);

    @TempDir
    private Path folder;

    private static List<Syscall<?>> calls(Plan plan) {
        return plan.steps().stream().<Syscall<?>>map(Step::call).toList();
    }

    @Test
    void aFileThatOnlyHasTheNameIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("dev/pts"));
        Files.writeString(folder.resolve("dev/pts/ptmx"), "a trap");
        var local = new LocalExecutor();
        Fd root = local.call("open", new Openat(Fd.CWD, folder.toString(), Set.of(), 0));
        var opening = new PtmxOpening(root);

        assertThatThrownBy(() -> opening.check(local.run(opening.plan())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/process/terminal")
                .hasMessageContaining("not the ptmx of a devpts");
        local.call("close", new Close(root));
    }

    @Test
    void aLinkToTheHostsPtmxStaysInTheRoot() throws IOException {
        Files.createDirectories(folder.resolve("dev/pts"));
        Files.createSymbolicLink(folder.resolve("dev/pts/ptmx"), Path.of("/dev/ptmx"));
        var local = new LocalExecutor();
        Fd root = local.call("open", new Openat(Fd.CWD, folder.toString(), Set.of(), 0));
        var opening = new PtmxOpening(root);

        assertThatThrownBy(() -> local.run(opening.plan())).hasMessageContaining("no such file or directory");
        local.call("close", new Close(root));
    }

    @Test
    void theConsoleIsMadeAndBoundByDescriptorsOnly() {
        List<Syscall<?>> calls = calls(PTY.bindConsole(Fd.of(9)));

        assertThat(calls).hasAtLeastOneElementOfType(MoveMount.class);
        assertThat(calls)
                .filteredOn(Openat2.class::isInstance)
                .extracting(call -> ((Openat2) call).path())
                .containsExactly("dev", "console");
        assertThat(calls)
                .filteredOn(Mknodat.class::isInstance)
                .extracting(call -> ((Mknodat) call).path())
                .containsExactly("console");
    }

    @Test
    void aConsoleThatIsASymbolicLinkIsNotFollowed() {
        var kernel = new FakeKernel();
        kernel.files().directory("/c/dev").symlink("/c/dev/console", "/etc/passwd");
        Fd root = kernel.call("open", new Openat(Fd.CWD, "/c", Set.of(), 0));

        assertThatThrownBy(() -> kernel.run(PTY.bindConsole(root)))
                .hasMessageContaining("/dev/console, which must not be a symbolic link");
    }

    @Test
    void aSizeBeyondTheKernelsIsTheLargest() {
        var size = new ConsoleSize(BigInteger.valueOf(70_000), BigInteger.TEN);

        assertThat(calls(PTY.resize(size))).containsExactly(new SetWindowSize(PTY.peer(), new WindowSize(0xffff, 10)));
    }

    @Test
    void itIsKnownByItsNumber() {
        assertThat(PTY.name()).isEqualTo("/dev/pts/3");
    }
}
