package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Programs that tell systemd that they are ready: NOTIFY_SOCKET. */
@BlackBoxTest
@JrunOnly("runc knows messages that begin with READY only")
class NotifyTest {
    /** Waits to be let go, then says it. The message is the second line of one for the system's log. */
    private static final String READY_WHEN_LET_GO = "echo socket=$NOTIFY_SOCKET;"
            + " while ! test -e /tmp/go; do sleep 0.01; done; ln -s $NOTIFY_SOCKET /dev/log;"
            + " busybox logger \"$(printf 'up\\nREADY=1')\"; echo said; ";

    private static void letGo(BundleBuilder bundle) throws IOException {
        Files.createFile(bundle.rootfs().resolve("tmp/go"));
    }

    private static Container create(Jrun jrun, BundleBuilder bundle, Path socket) throws IOException {
        String id = Jrun.newId();
        Path pidFile = jrun.file("pid");
        Invocation create = jrun.command(
                        "create",
                        "--pid-file",
                        pidFile.toString(),
                        "-b",
                        bundle.write().toString(),
                        id)
                .environment("NOTIFY_SOCKET", socket.toString());
        var container = new Container(jrun, id, create.stdout(), create.stderr());
        create.run().expectSuccess();
        return container.created(pidFile);
    }

    @Test
    void startWaitsForReadinessAndPassesItOn(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script(READY_WHEN_LET_GO + "exec sleep 1000");
        Path socket = jrun.file("systemd.sock");
        try (var systemd = new NotifyListener(socket);
                Container container = create(jrun, bundle, socket)) {
            Invocation start = jrun.command("start", container.id()).environment("NOTIFY_SOCKET", socket.toString());
            Process process = start.start();
            container.awaitOutput("socket=/run/notify/notify.sock");
            assertThat(container.status()).isEqualTo("running");
            assertThat(process.isAlive()).isTrue();

            letGo(bundle);

            Await.until("the barrier", systemd::messages, messages -> messages.contains("BARRIER=1"));
            start.finish(process).expectSuccess();
            assertThat(systemd.messages())
                    .containsExactly("READY=1\n", "MAINPID=" + container.pid() + "\n", "BARRIER=1");
            assertThat(Subreaper.descendants()).containsExactly(container.init());
        }
    }

    @Test
    void startWaitsNoLongerThanTheContainerLives(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script("echo running; sleep 1000");
        Path socket = jrun.file("systemd.sock");
        try (var systemd = new NotifyListener(socket);
                Container container = create(jrun, bundle, socket)) {
            Invocation start = jrun.command("start", container.id()).environment("NOTIFY_SOCKET", socket.toString());
            Process process = start.start();
            container.awaitOutput("running");
            assertThat(process.isAlive()).isTrue();

            container.kill("KILL");

            start.finish(process).expectSuccess();
            assertThat(systemd.messages()).isEmpty();
        }
    }

    @Test
    void runInTheForegroundStaysTheMainProcess(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script(READY_WHEN_LET_GO + "exit 3");
        letGo(bundle);
        Path socket = jrun.file("systemd.sock");
        try (var systemd = new NotifyListener(socket)) {
            Result result = jrun.command("run", "-b", bundle.write().toString(), Jrun.newId())
                    .environment("NOTIFY_SOCKET", socket.toString())
                    .run();

            assertThat(result.exit()).isEqualTo(3);
            assertThat(systemd.messages()).containsExactly("READY=1\n");
        }
    }

    @Test
    void theContainerCanOnlySendOnItsSocket(Jrun jrun, BundleBuilder bundle) throws IOException {
        bundle.script("touch /run/notify/x 2>/dev/null || echo read-only; echo $NOTIFY_SOCKET");
        Path socket = jrun.file("systemd.sock");
        try (var systemd = new NotifyListener(socket)) {
            Result result = jrun.command("run", "-b", bundle.write().toString(), Jrun.newId())
                    .environment("NOTIFY_SOCKET", socket.toString())
                    .run();

            assertThat(result.expectSuccess().out()).isEqualTo("read-only\n/run/notify/notify.sock\n");
            assertThat(systemd.messages()).isEmpty();
        }
        assertThat(jrun.succeed("run", "-b", bundle.write().toString(), Jrun.newId())
                        .out())
                .as("without the variable there is no socket")
                .isEqualTo("\n");
    }
}
