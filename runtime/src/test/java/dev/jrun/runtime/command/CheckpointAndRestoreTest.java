package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.criu.CgroupMode;
import dev.jrun.runtime.criu.PageServer;
import dev.jrun.runtime.operation.CheckpointRequest;
import dev.jrun.runtime.operation.RestoreRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flags of {@code checkpoint} and {@code restore}, as containerd, conmon and podman write them. */
class CheckpointAndRestoreTest {
    private final FakeCaller caller;

    CheckpointAndRestoreTest(@TempDir Path folder) {
        caller = new FakeCaller(folder);
    }

    private CheckpointRequest checkpoint(String... arguments) {
        caller.succeed(with("checkpoint", arguments));
        return caller.operations.checkpoint.orElseThrow();
    }

    private RestoreRequest restore(String... arguments) {
        caller.succeed(with("restore", arguments));
        return caller.operations.restore.orElseThrow();
    }

    private static String[] with(String verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of(verb));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    @Test
    void imagesGoToAFolderOfTheCallersUnlessOneIsNamed() {
        CheckpointRequest request = checkpoint("web1");

        assertThat(request.images().getFileName()).hasToString("checkpoint");
        assertThat(request.work()).isEqualTo(request.images());
        assertThat(request.flags().leaveRunning()).isFalse();
        assertThat(request.statusFd()).isEmpty();
    }

    @Test
    void containerdsCheckpointIsUnderstood() {
        CheckpointRequest request = checkpoint(
                "--image-path",
                "/i",
                "--work-path",
                "/w",
                "--parent-path",
                "../pre",
                "--tcp-established",
                "--ext-unix-sk",
                "--shell-job",
                "--file-locks",
                "--empty-ns",
                "network",
                "--lazy-pages",
                "--status-fd",
                "3",
                "--page-server",
                "10.0.0.1:4000",
                "--manage-cgroups-mode",
                "soft",
                "--leave-running",
                "--leave-running",
                "web1");

        assertThat(request.images()).isEqualTo(Path.of("/i"));
        assertThat(request.work()).isEqualTo(Path.of("/w"));
        assertThat(request.statusFd()).isEqualTo(OptionalInt.of(3));
        assertThat(request.flags().parent()).hasValue("../pre");
        assertThat(request.flags().pageServer()).hasValue(new PageServer("10.0.0.1", 4000));
        assertThat(request.flags().leaveRunning()).isTrue();
        assertThat(request.flags().common().cgroupMode()).hasValue(CgroupMode.SOFT);
        assertThat(request.flags().common().emptyNetwork()).isTrue();
        assertThat(request.flags().common().lazyPages()).isTrue();
    }

    @Test
    void aWrongValueIsNamedWithItsFlag() {
        assertThat(caller.fail("checkpoint", "--parent-path", "/pre", "web1"))
                .contains("--parent-path: expected a path relative to --image-path, got \"/pre\"");
        assertThat(caller.fail("checkpoint", "--page-server", "4000", "web1"))
                .contains("--page-server: expected ADDRESS:PORT, got \"4000\"");
        assertThat(caller.fail("checkpoint", "--page-server", "h:99999", "web1"))
                .contains("--page-server: expected");
        assertThat(caller.fail("checkpoint", "--status-fd", "x", "web1")).contains("--status-fd: expected");
        assertThat(caller.fail("restore", "--empty-ns", "ipc", "web1")).contains("--empty-ns: criu can leave out");
        assertThat(caller.fail("restore", "--manage-cgroups-mode", "x", "web1"))
                .contains("soft, full, strict or ignore");
        assertThat(caller.operations.calls).isEmpty();
    }

    @Test
    void containerdsRestoreIsUnderstood() {
        RestoreRequest request = restore(
                "--image-path",
                "/i",
                "--detach",
                "--pid-file",
                "/p",
                "--no-pivot",
                "-no-subreaper",
                "--bundle",
                "/b",
                "web1");

        assertThat(request.images()).isEqualTo(Path.of("/i"));
        assertThat(request.create().bundle()).isEqualTo(Path.of("/b"));
        assertThat(request.create().pidFile()).hasValue(Path.of("/p"));
        assertThat(request.options().detach()).isTrue();
        assertThat(request.options().noSubreaper()).isTrue();
    }

    @Test
    void podmansLabelsAreUnderstood() {
        RestoreRequest request = restore("--lsm-profile=selinux:l", "--lsm-mount-context=c", "web1");

        assertThat(request.flags().lsmProfile()).hasValue("selinux:l");
        assertThat(request.flags().lsmMountContext()).hasValue("c");
    }

    @Test
    void podmanFindsOutThatRestoringIntoAPodIsSupported() {
        assertThat(caller.fail("restore", "--lsm-mount-context")).contains("flag needs an argument");
    }
}
