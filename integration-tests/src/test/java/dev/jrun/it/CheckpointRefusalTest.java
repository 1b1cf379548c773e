package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Checkpoints and restores that can't be made: a reason on one line, and all as it was. */
@BlackBoxTest
class CheckpointRefusalTest {
    private static final String LOG =
            "(00.1) Error (criu/a.c:12): it is broken\\n(00.2) Error (criu/b.c:3): Dumping FAILED.\\n";

    /** A folder with a criu that writes what a real one would to its log, and fails as criu does: without an answer. */
    private static Path failingCriu(Jrun jrun, String logFile) throws IOException {
        Path folder = Files.createDirectory(jrun.file("bin"));
        Path criu = folder.resolve("criu");
        Path log = jrun.file("images").resolve(logFile);
        Files.writeString(criu, "#!/bin/sh\nprintf '" + LOG + "' > " + log + "\nexit 1\n");
        Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static Invocation with(Path criu, Invocation command) {
        return command.environment("PATH", criu + ":/usr/bin:/bin");
    }

    @Test
    void aFailedCheckpointTellsCriusReasonAndTheContainerGoesOn(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path criu = failingCriu(jrun, "dump.log");
        Path images = jrun.file("images");
        try (Container container = jrun.start(bundle.sleeping())) {
            Result result = with(criu, jrun.command("checkpoint", "--image-path", images.toString(), container.id()))
                    .run();

            result.expectFailure("criu failed: it is broken (all of it is in " + images.resolve("dump.log") + ")");
            assertThat(result.err().strip().lines()).hasSize(1);
            assertThat(container.status()).isEqualTo("running");
            assertThat(Subreaper.descendants()).containsExactly(container.init());
        }
    }

    @Test
    void aFailedRestoreLeavesNothing(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path criu = failingCriu(jrun, "restore.log");
        Path images = Files.createDirectory(jrun.file("images"));
        Files.writeString(images.resolve("descriptors.json"), "[\"/dev/null\",\"pipe:[1]\",\"pipe:[1]\"]");
        String folder = bundle.sleeping().write().toString();

        with(criu, jrun.command("restore", "--bundle", folder, "--image-path", images.toString(), Jrun.newId()))
                .run()
                .expectFailure("criu failed: it is broken (all of it is in " + images.resolve("restore.log") + ")");

        assertThat(jrun.stateFolders()).isEmpty();
        assertThat(Subreaper.descendants()).isEmpty();
    }

    @Test
    void withoutCriuBothSaySo(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path nothing = Files.createDirectory(jrun.file("empty"));
        String images = jrun.file("images").toString();
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.command("checkpoint", "--image-path", images, container.id())
                    .environment("PATH", nothing.toString())
                    .run()
                    .expectFailure("criu is not installed: no such program on the PATH " + nothing);
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void onlyAContainerThatRunsCanBeCheckpointed(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            jrun.call("checkpoint", "--image-path", jrun.file("images").toString(), container.id())
                    .expectFailure("container not running: one that is created can't be checkpointed");
            assertThat(jrun.file("images")).doesNotExist();
        }
    }

    @Test
    void aFolderWithoutACheckpointIsRefusedBeforeAnythingIsMade(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();

        jrun.call("restore", "--bundle", folder, "--image-path", folder, Jrun.newId())
                .expectFailure("--image-path " + folder + ": no checkpoint in there");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void podmanFindsWhatItProbesFor(Jrun jrun) {
        assertThat(jrun.bare("checkpoint", "--help").run().expectSuccess().out())
                .contains("--leave-running");
        jrun.bare("restore", "--lsm-mount-context").run().expectFailure("flag needs an argument");
    }
}
