package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** events: what a container uses, and what happens to it. */
@BlackBoxTest
class EventsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    @Tag("cgroup")
    void statisticsAreThoseOfTheKernel(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'memory':{'limit':67108864},'pids':{'limit':50}}");
        try (Container container = jrun.start(bundle.sleeping())) {
            JsonNode event = JSON.readTree(
                    jrun.succeed("events", "--stats", container.id()).out());

            assertThat(event.path("type").asString()).isEqualTo("stats");
            assertThat(event.path("id").asString()).isEqualTo(container.id());
            JsonNode data = event.path("data");
            assertThat(data.at("/memory/usage/limit").asLong()).isEqualTo(67108864);
            assertThat(data.at("/memory/usage/usage").asLong()).isBetween(1L, 67108864L);
            assertThat(data.at("/memory/raw").size()).isGreaterThan(10);
            assertThat(data.at("/pids/current").asInt()).isOne();
            assertThat(data.at("/pids/limit").asInt()).isEqualTo(50);
            assertThat(data.at("/cpu/usage/total").asLong()).isPositive();
            assertThat(data.at("/cpu/throttling/periods").isNumber()).isTrue();
        }
    }

    @Test
    void theStreamEndsWithTheContainer(Jrun jrun, BundleBuilder bundle) throws Exception {
        try (Container container = jrun.start(bundle.sleeping())) {
            var events = jrun.command("events", "--interval", "100ms", container.id());
            Process process = events.start();
            Await.until("two statistics", () -> lines(events).size() >= 2);

            container.kill("KILL");

            assertThat(events.finish(process).expectSuccess().out()).startsWith("{\"type\":\"stats\"");
        }
    }

    @Test
    @Tag("cgroup")
    void aProcessKilledForWantOfMemoryIsTold(Jrun jrun, BundleBuilder bundle) throws Exception {
        bundle.set("/linux/resources", "{'memory':{'limit':8388608,'swap':8388608}}")
                .script("read line < /go; x=$(tail -c 100000000 /dev/zero); sleep 1000")
                .set("/root/readonly", "false");
        new ProcessBuilder("mkfifo", bundle.rootfs().resolve("go").toString())
                .start()
                .waitFor();
        try (Container container = jrun.start(bundle)) {
            var events = jrun.command("events", "--interval", "100ms", container.id());
            Process process = events.start();
            Await.until("statistics", () -> !lines(events).isEmpty());
            java.nio.file.Files.writeString(bundle.rootfs().resolve("go"), "go\n");

            Await.until(
                    "the oom event",
                    () -> lines(events).contains("{\"type\":\"oom\",\"id\":\"" + container.id() + "\"}"));
            container.kill("KILL");
            events.finish(process).expectSuccess();
        }
    }

    @Test
    void aStoppedContainerHasNoEvents(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.args("true"))) {
            assertThat(container.exitCode()).isZero();
            jrun.call("events", "--stats", container.id()).expectFailure("container not running");
        }
    }

    private static List<String> lines(Invocation invocation) {
        try {
            return java.nio.file.Files.readAllLines(invocation.stdout());
        } catch (java.io.IOException e) {
            return List.of();
        }
    }
}
