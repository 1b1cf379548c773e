package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log that containerd and Podman read the reason of a failure from. */
@BlackBoxTest
class LogTest {
    @Test
    void anErrorIsOneJsonObjectInTheLogAndAlsoOnStderr(Jrun jrun) throws IOException {
        Path log = jrun.file("log.json");
        jrun.call("--log", log.toString(), "--log-format", "json", "state", "no-such-container")
                .expectFailure("does not exist");

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(1);
        JsonNode entry = new JsonMapper().readTree(lines.getFirst());
        assertThat(entry.path("level").asString()).isEqualTo("error");
        assertThat(entry.path("msg").asString()).contains("does not exist");
        assertThat(OffsetDateTime.parse(entry.path("time").asString())).isNotNull();
    }

    @Test
    void theLogIsAppendedTo(Jrun jrun) throws IOException {
        Path log = Files.writeString(jrun.file("log"), "before\n");
        jrun.call("--log", log.toString(), "state", "no-such-container").expectFailure();

        assertThat(Files.readString(log)).startsWith("before\n").contains("does not exist");
    }

    @Test
    void successWritesNoErrorToTheLog(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path log = jrun.file("log.json");
        String folder = bundle.script("echo fine").write().toString();
        Result result =
                jrun.succeed("--log", log.toString(), "--log-format", "json", "run", "--bundle", folder, Jrun.newId());

        assertThat(result.out()).isEqualTo("fine\n");
        assertThat(Files.exists(log) ? Files.readString(log) : "").doesNotContain("\"error\"");
    }

    @Test
    void debugSaysMoreThanNothing(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path log = jrun.file("log.json");
        String folder = bundle.script("echo fine").write().toString();
        jrun.call("--debug", "--log", log.toString(), "--log-format", "json", "run", "--bundle", folder, Jrun.newId());

        List<String> lines = Files.readAllLines(log);
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .allSatisfy(line -> assertThat(
                                new JsonMapper().readTree(line).path("level").asString())
                        .isIn("debug", "info"));
    }

    @Test
    void anOptionGivenTwiceCountsTheSecondTime(Jrun jrun) {
        Path other = jrun.file("other-root");
        assertThat(jrun.command("--root", other.toString(), "list", "-q")
                        .run()
                        .expectSuccess()
                        .out())
                .isEmpty();
    }
}
