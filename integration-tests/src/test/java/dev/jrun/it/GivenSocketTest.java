package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A daemon whose socket was made by another, as service managers do. */
@BlackBoxTest
@JrunOnly("others have no daemon")
class GivenSocketTest {
    /** Listens and becomes the daemon. */
    private static final String LISTEN = """
            import os, socket, sys
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            listener.bind('/run/jrun/@engine.sock')
            listener.listen(64)
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(JRUN_ENGINE='cold', LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
            os.execv(sys.argv[1], sys.argv[1:])
            """;

    private static String engine(WarmMachine machine) {
        return machine.command("--version").run().expectSuccess().out();
    }

    @Test
    void whoComesWhileTheDaemonEndsGetsAColdEngineAtOnce(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        String id = Jrun.newId();
        try (var machine = new WarmMachine(jrun)) {
            Invocation daemon = machine.program(
                    "python3", "-c", LISTEN, RuntimeUnderTest.binary().toString(), "daemon");
            Process process = daemon.start();
            Await.until("a daemon", () -> machine.hasSocket() && engine(machine).contains("engine: warm"));
            Invocation run = machine.command("run", "--bundle", folder, id);
            Process running = run.start();
            Await.until("a container", () -> machine.command("state", id).run().out(), out -> out.contains("running"));

            process.destroy();
            Await.until("the last round", () -> engine(machine).contains("engine: cold"));
            assertThat(process.isAlive()).isTrue();
            assertThat(machine.hasSocket()).isTrue();

            machine.command("kill", id, "KILL").run().expectSuccess();
            assertThat(run.finish(running).exit()).isEqualTo(128 + 9);
            assertThat(daemon.finish(process).exit()).isZero();
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }
}
