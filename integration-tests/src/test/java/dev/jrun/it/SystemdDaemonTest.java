package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The units that keep an engine warm, as they are installed. Needs a machine whose process 1 is systemd. */
@BlackBoxTest
@JrunOnly("others have no daemon")
@Tag("systemd")
@Timeout(900)
class SystemdDaemonTest {
    private static final String SOCKET_UNIT = "jrun-daemon.socket";
    private static final String SERVICE = "jrun-daemon.service";
    private static final Path SOCKET = Path.of("/run/jrun/@engine.sock");
    private static final Path UNITS = Path.of("/etc/systemd/system");
    private static final Path WANTED = UNITS.resolve("sockets.target.wants").resolve(SOCKET_UNIT);

    @BeforeEach
    void installAndEnable(Jrun jrun) {
        Path prefix = prefix(jrun);
        jrun.program("build-support/install", System.getProperty("java.home"), prefix.toString(), "")
                .in(RuntimeUnderTest.repository())
                .environment("PATH", System.getenv("PATH"))
                .run();
        assertThat(prefix.resolve("bin/jrun")).isExecutable();
        Path units = prefix.resolve("lib/systemd/system");
        systemctl(
                jrun,
                "link",
                units.resolve(SOCKET_UNIT).toString(),
                units.resolve(SERVICE).toString());
        systemctl(jrun, "enable", "--now", SOCKET_UNIT);
        assertThat(WANTED).isSymbolicLink();
        assertThat(property(jrun, SOCKET_UNIT, "ActiveState")).isEqualTo("active");
        assertThat(property(jrun, SERVICE, "ActiveState")).isEqualTo("inactive");
    }

    @AfterEach
    void disable(Jrun jrun) {
        systemctl(jrun, "stop", SOCKET_UNIT, SERVICE);
        jrun.program("systemctl", "reset-failed", SERVICE).run();
        systemctl(jrun, "disable", SOCKET_UNIT, SERVICE);
        assertThat(WANTED).doesNotExist();
    }

    private static Path prefix(Jrun jrun) {
        return jrun.file("prefix");
    }

    private static String systemctl(Jrun jrun, String... arguments) {
        List<String> command = new ArrayList<>(List.of("systemctl", "--quiet"));
        command.addAll(List.of(arguments));
        Result result = jrun.program(command.toArray(String[]::new)).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.out().strip();
    }

    private static String property(Jrun jrun, String unit, String property) {
        return systemctl(jrun, "show", "--value", "-p", property, unit);
    }

    private static int daemon(Jrun jrun) {
        return Integer.parseInt(property(jrun, SERVICE, "MainPID"));
    }

    /** The installed jrun, which has to be served warm. */
    private static Invocation warm(Jrun jrun, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(prefix(jrun).resolve("bin/jrun").toString()));
        command.addAll(List.of("--root", jrun.root().toString()));
        command.addAll(List.of(arguments));
        return jrun.program(command.toArray(String[]::new)).environment("JRUN_ENGINE", "warm");
    }

    /** The first command. In an emulated machine a daemon may take longer to start than a command waits for it. */
    private static void awaitWarm(Jrun jrun) {
        Await.until("a daemon", () -> warm(jrun, "--version").run().out(), out -> out.contains("engine: warm"));
    }

    private static void liveAndDie(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        String id = Jrun.newId();
        warm(jrun, "create", "--bundle", folder, id).run().expectSuccess();
        warm(jrun, "start", id).run().expectSuccess();
        assertThat(warm(jrun, "state", id).run().expectSuccess().out()).contains("\"running\"");
        warm(jrun, "delete", "--force", id).run().expectSuccess();
        Subreaper.reapOrphans();
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void theFirstCommandStartsTheDaemonThatServesItAndAllOthers(Jrun jrun, BundleBuilder bundle) {
        awaitWarm(jrun);
        int daemon = daemon(jrun);
        liveAndDie(jrun, bundle);

        assertThat(warm(jrun, "daemon", "status").run().expectSuccess().out())
                .contains("pid: " + daemon + "\n", "status: serving\n", " 0 refused, 0 failed");
        assertThat(daemon(jrun)).isEqualTo(daemon);
    }

    @Test
    void theDaemonListensOnTheSocketOfSystemd(Jrun jrun) {
        long made = inode(SOCKET);
        awaitWarm(jrun);

        assertThat(inode(SOCKET)).isEqualTo(made);
        String given = new ProcFacts(daemon(jrun)).descriptors().get(3);
        assertThat(given).startsWith("socket:[");
        assertThat(new ProcFacts(1).descriptors()).containsValue(given);
    }

    @Test
    void aDaemonThatIsStoppedEndsWellAndTheNextCommandStartsAnother(Jrun jrun, BundleBuilder bundle) {
        awaitWarm(jrun);
        int first = daemon(jrun);
        systemctl(jrun, "stop", SERVICE);

        assertThat(property(jrun, SERVICE, "ActiveState")).isEqualTo("inactive");
        assertThat(property(jrun, SERVICE, "Result")).isEqualTo("success");
        assertThat(property(jrun, SOCKET_UNIT, "ActiveState")).isEqualTo("active");
        assertThat(SOCKET).exists();
        awaitWarm(jrun);
        assertThat(daemon(jrun)).isNotEqualTo(first);

        warm(jrun, "daemon", "stop").run().expectSuccess();
        assertThat(property(jrun, SERVICE, "Result")).isEqualTo("success");
        awaitWarm(jrun);
        liveAndDie(jrun, bundle);
    }

    @Test
    void aDaemonThatWasKilledIsStartedAgainAndNothingIsLeft(Jrun jrun, BundleBuilder bundle) {
        awaitWarm(jrun);
        String folder = bundle.sleeping().write().toString();
        String id = Jrun.newId();
        warm(jrun, "create", "--bundle", folder, id).run().expectSuccess();
        int first = daemon(jrun);
        jrun.program("kill", "-KILL", Integer.toString(first)).run().expectSuccess();
        Await.until("the end of the daemon", () -> property(jrun, SERVICE, "ActiveState"), "failed"::equals);

        awaitWarm(jrun);
        assertThat(daemon(jrun)).isNotEqualTo(first);
        assertThat(warm(jrun, "state", id).run().expectSuccess().out()).contains("\"created\"");
        warm(jrun, "start", id).run().expectSuccess();
        warm(jrun, "delete", "--force", id).run().expectSuccess();
        Subreaper.reapOrphans();
        assertThat(jrun.stateFolders()).isEmpty();
    }

    private static long inode(Path file) {
        try {
            return (Long) Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
