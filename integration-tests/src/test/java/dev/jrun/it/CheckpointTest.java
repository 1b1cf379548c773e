package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real checkpoints and restores, with the criu that is installed. They are run in the virtual machine, as criu has to
 * know the kernel: {@code make test-vm TEST=CheckpointTest}.
 */
@BlackBoxTest
@Tag("machine")
class CheckpointTest {
    private static final String COUNT = "exec < /dev/null > /out 2>&1; i=0; "
            + "while :; do i=$((i+1)); echo $i > /counter.new; mv /counter.new /counter; sleep 0.1; done";

    private static int counter(BundleBuilder bundle) {
        Path file = bundle.rootfs().resolve("counter");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitCount(BundleBuilder bundle, int least) {
        Await.until("the container to count to " + least, () -> counter(bundle) >= least);
    }

    @Test
    void aRestoredContainerGoesOnWhereItWas(Jrun jrun, BundleBuilder bundle) {
        bundle.script(COUNT).set("/root/readonly", "false");
        String images = jrun.file("images").toString();
        int saved;
        try (Container container = jrun.start(bundle)) {
            awaitCount(bundle, 3);
            jrun.succeed("checkpoint", "--image-path", images, container.id());

            // As with other runtimes, nothing is left of it but its images.
            jrun.call("state", container.id()).expectFailure("does not exist");
            saved = counter(bundle);
        }
        Path folder = bundle.write();
        try (Container container = jrun.restore(folder, images)) {
            assertThat(container.status()).isEqualTo("running");
            assertThat(container.init().parent()).isEqualTo(ProcFacts.self().pid());
            awaitCount(bundle, saved + 3);

            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
    }

    @Test
    void aRestoreInTheForegroundEndsAsTheContainerDoes(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script(COUNT.replace("sleep 0.1", "sleep 0.1; test ! -e /stop || exit 5"))
                .set("/root/readonly", "false");
        String images = jrun.file("images").toString();
        try (Container container = jrun.start(bundle)) {
            awaitCount(bundle, 1);
            jrun.succeed("checkpoint", "--image-path", images, container.id());
        }
        int saved = counter(bundle);
        Invocation restore =
                jrun.command("restore", "--bundle", bundle.write().toString(), "--image-path", images, Jrun.newId());
        Process waiting = restore.start();
        awaitCount(bundle, saved + 2);

        Files.createFile(bundle.rootfs().resolve("stop"));

        assertThat(restore.finish(waiting).exit()).isEqualTo(5);
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aRestoredTerminalIsSentToItsSocket(Jrun jrun, BundleBuilder bundle) {
        bundle.script("while read line; do echo \"got $line\"; done").set("/process/terminal", "true");
        String images = jrun.file("images").toString();
        try (Seat seat = Seat.of(jrun, bundle, List.of("run", "-d"))) {
            seat.talk("first");
            jrun.succeed("checkpoint", "--image-path", images, seat.container().id());
        }
        try (Seat seat = Seat.of(jrun, bundle, List.of("restore", "-d", "--image-path", images))) {
            seat.talk("second");
        }
    }

    @Test
    void aContainerWithItsOwnUsersIsRestored(Jrun jrun, BundleBuilder bundle) {
        bundle.namespace("user");
        String ids = "[{'containerID': 0, 'hostID': 100000, 'size': 65536}]";
        bundle.script("exec < /dev/null > /dev/null 2>&1; sleep 1000 & wait")
                .set("/linux/uidMappings", ids)
                .set("/linux/gidMappings", ids);
        String images = jrun.file("images").toString();
        try (Container container = jrun.start(bundle)) {
            jrun.succeed("checkpoint", "--image-path", images, container.id());
        }
        // criu reads its images as the container's root.
        jrun.program("/bin/chmod", "--recursive", "a+rX", images).run().expectSuccess();
        try (Container container = jrun.restore(bundle.write(), images)) {
            assertThat(container.init().status("Uid")).startsWith("100000");
            assertThat(jrun.succeed("exec", container.id(), "id", "-u").out()).isEqualTo("0\n");
        }
    }

    /** A container, and the terminal that was sent to its socket. */
    private record Seat(Container container, Terminal terminal) implements AutoCloseable {
        static Seat of(Jrun jrun, BundleBuilder bundle, List<String> verb) {
            List<String> command = new ArrayList<>(verb);
            command.addAll(List.of("--console-socket", "console.sock"));
            try (var listener = new ConsoleListener(jrun.file("console.sock"))) {
                Container container = jrun.create(bundle.write(), jrun.file("."), command);
                return new Seat(container, listener.receive().terminal());
            }
        }

        void talk(String word) {
            terminal.type(word + "\r");
            terminal.awaitShown("got " + word);
        }

        @Override
        public void close() {
            terminal.close();
            container.close();
        }
    }

    @Test
    void aContainerThatIsLeftRunningGoesOn(Jrun jrun, BundleBuilder bundle) {
        bundle.script(COUNT).set("/root/readonly", "false");
        try (Container container = jrun.start(bundle)) {
            awaitCount(bundle, 1);
            String before = jrun.file("before").toString();
            jrun.succeed("checkpoint", "--pre-dump", "--image-path", before, container.id());
            assertThat(container.status()).isEqualTo("running");

            Path images = jrun.file("images");
            jrun.succeed(
                    "checkpoint",
                    "--leave-running",
                    "--parent-path",
                    "../before",
                    "--image-path",
                    images.toString(),
                    container.id());

            assertThat(container.status()).isEqualTo("running");
            assertThat(images.resolve("descriptors.json")).exists();
            assertThat(images.resolve("parent")).isSymbolicLink();
            awaitCount(bundle, counter(bundle) + 2);
        }
    }

    @Test
    void aRestoreOfDamagedImagesLeavesNothing(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script(COUNT).set("/root/readonly", "false");
        Path images = jrun.file("images");
        try (Container container = jrun.start(bundle)) {
            awaitCount(bundle, 1);
            jrun.succeed("checkpoint", "--image-path", images.toString(), container.id());
        }
        Files.delete(images.resolve("core-1.img"));

        jrun.call(
                        "restore",
                        "-d",
                        "--bundle",
                        bundle.write().toString(),
                        "--image-path",
                        images.toString(),
                        Jrun.newId())
                .expectFailure("(all of it is in " + images.resolve("restore.log") + ")");
        assertThat(jrun.stateFolders()).isEmpty();
    }
}
