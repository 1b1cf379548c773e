package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.failure.ContainerStateException;
import dev.jrun.runtime.failure.JrunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorReportTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;
    private Path log;

    @BeforeEach
    void failToStart() {
        caller = new FakeCaller(folder);
        caller.operations.failure =
                Optional.of(new ContainerStateException("container \"x\" is not\tready").during("look at it"));
        log = folder.resolve("log.json");
    }

    @Test
    void theErrorIsOneLineOnStderr() {
        assertThat(caller.fail("start", "web1"))
                .isEqualTo("jrun: start web1: look at it: container \"x\" is not\tready\n");
    }

    @Test
    void theLogHasOneJsonObjectAndStderrHasTheErrorToo() throws IOException {
        assertThat(caller.fail("--log", "log.json", "--log-format", "json", "start", "web1"))
                .isEqualTo("jrun: start web1: look at it: container \"x\" is not\tready\n");

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(1);
        JsonNode entry = new JsonMapper().readTree(lines.getFirst());
        assertThat(entry.propertyNames()).containsExactly("level", "msg", "time");
        assertThat(entry.get("level").stringValue()).isEqualTo("error");
        assertThat(entry.get("msg").stringValue()).isEqualTo("start web1: look at it: container \"x\" is not\tready");
        assertThat(Duration.between(Instant.parse(entry.get("time").stringValue()), Instant.now()))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    }

    @Test
    void theLogIsAppendedTo() throws IOException {
        Files.writeString(log, "{}\n");
        caller.fail("--log=" + log, "--log-format=json", "start", "web1");
        caller.fail("--log=" + log, "--log-format=json", "start", "web2");

        assertThat(Files.readAllLines(log)).hasSize(3).first().isEqualTo("{}");
    }

    @Test
    void theLogIsTextUnlessAskedFor() throws IOException {
        caller.fail("--log=" + log, "start", "web1");

        assertThat(Files.readString(log))
                .matches("time=\"[0-9-]+T[0-9:.]+Z\" level=error "
                        + "msg=\"start web1: look at it: container \\\\\"x\\\\\" is not\\\\tready\"\n");
    }

    @Test
    void aUsageErrorOfAVerbIsLoggedToo() {
        caller.fail("--log=" + log, "--log-format=json", "start", "--foo", "web1");

        assertThat(log).content().contains("start: flag provided but not defined: -foo");
    }

    @Test
    void withoutAnErrorThereIsNoLog() {
        caller.operations.failure = Optional.empty();
        caller.succeed("--log", log.toString(), "--log-format", "json", "start", "web1");

        assertThat(log).doesNotExist();
    }

    @Test
    void aLogThatCannotBeWrittenIsSaidOnStderr() {
        assertThat(caller.fail("--log=absent/log", "start", "web1"))
                .startsWith("jrun: start web1: look at it: ")
                .contains("\njrun: --log: can't write " + folder.resolve("absent/log") + ": ");
    }

    @Test
    void theKindOfTheFailureChoosesTheExitCode() {
        caller.operations.failure = Optional.of(new JrunException("it broke", null) {
            private static final long serialVersionUID = 1L;

            @Override
            public int exitCode() {
                return 255;
            }
        });

        assertThat(caller.run("run", "web1")).isEqualTo(255);
        assertThat(caller.errors()).isEqualTo("jrun: run web1: it broke\n");
    }

    @Test
    void aBugIsCalledOneAndShowsItsTraceInDebugOnly() {
        caller.operations.failure = Optional.of(new IllegalStateException("oops"));

        assertThat(caller.fail("start", "web1"))
                .startsWith("jrun: start web1: internal error: java.lang.IllegalStateException: oops (please report")
                .hasLineCount(1);
        assertThat(caller.fail("--debug", "start", "web1")).contains("\tat dev.jrun.runtime.command.");
    }

    @Test
    void debugTellsWhereAnErrorComesFrom() {
        assertThat(caller.fail("--debug", "start", "web1"))
                .startsWith("jrun: start web1: look at it: ")
                .contains("\tat dev.jrun.runtime.command.");
    }
}
