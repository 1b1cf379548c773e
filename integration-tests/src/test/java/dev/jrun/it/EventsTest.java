package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** events: what a container uses, and what happens to it. */
@BlackBoxTest
class EventsTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Takes more and more memory, byte by byte: a process that reads into it would get an error instead. */
    private static final String EAT = "x=abcdefgh; while :; do x=$x$x; done";

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
            assertThat(data.at("/cpuset/cpus").size()).isPositive();
            assertThat(data.at("/cpuset/mems/0").isNumber()).isTrue();
            assertThat(data.path("hugetlb").isObject()).isTrue();
            assertThat(data.path("blkio").isObject()).isTrue();
            assertThat(data.path("intel_rdt").isObject()).isTrue();
            assertThat(data.path("network_interfaces").isNull()).isTrue();
        }
    }

    @Test
    @Tag("cgroup")
    void theLimitOfHugePagesAndThePressureAreTold(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/resources", "{'hugepageLimits':[{'pageSize':'2MB','limit':4194304}]}");
        try (Container container = jrun.start(bundle.sleeping())) {
            JsonNode data = JSON.readTree(
                            jrun.succeed("events", "--stats", container.id()).out())
                    .path("data");

            assertThat(data.at("/hugetlb/2MB/usage").isNumber()).isTrue();
            assertThat(data.at("/hugetlb/2MB/failcnt").isNumber()).isTrue();
            if (CgroupTest.folders(container.init()).stream()
                    .anyMatch(folder -> Files.exists(folder.resolve("memory.pressure")))) {
                assertThat(data.at("/memory/psi/some/avg10").isNumber()).isTrue();
                assertThat(data.at("/cpu/psi/full/total").isNumber()).isTrue();
            }
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
    void eachProcessKilledForWantOfMemoryIsTold(Jrun jrun, BundleBuilder bundle) throws Exception {
        bundle.set("/linux/resources", "{'memory':{'limit':8388608,'swap':8388608}}")
                .script("while read line < /go; do ( " + EAT + " ); done; sleep 1000");
        Path go = fifo(bundle);
        try (Container container = jrun.start(bundle)) {
            var events = jrun.command("events", "--interval", "200ms", container.id());
            Process process = events.start();
            Await.until("statistics", () -> !lines(events).isEmpty());

            for (int i = 1; i <= 2; i++) {
                int kills = i;
                Files.writeString(go, "go\n");
                Await.until("event " + i, () -> ooms(events, container) == kills);
            }

            container.kill("KILL");
            events.finish(process).expectSuccess();
        }
    }

    @Test
    void aStandstillForWantOfMemoryIsTold(Jrun jrun, BundleBuilder bundle) throws Exception {
        bundle.set("/linux/resources", "{'memory':{'limit':8388608,'swap':8388608,'disableOOMKiller':true}}")
                .script("read line < /go; " + EAT);
        Path go = fifo(bundle);
        if (!Files.exists(Path.of("/sys/fs/cgroup/memory/memory.oom_control"))) {
            // Version 2 has a killer in any case.
            jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                    .expectFailure("/linux/resources/memory/disableOOMKiller");
            return;
        }
        try (Container container = jrun.start(bundle)) {
            Files.writeString(go, "go\n");
            // One that is there before the events are asked for is told, too.
            Path control = CgroupTest.folders(container.init()).stream()
                    .map(folder -> folder.resolve("memory.oom_control"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Await.until("the standstill", () -> read(control).contains("under_oom 1"));

            var events = jrun.command("events", "--interval", "1h", container.id());
            Process process = events.start();
            Await.until("the event", () -> lines(events).contains(oom(container)));

            container.kill("KILL");
            assertThat(events.finish(process).expectSuccess().out().lines()).containsOnlyOnce(oom(container));
        }
    }

    @Test
    void theStreamEndsWithItsReader(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            Result result = jrun.command("events", "--interval", "1h", container.id())
                    .after("\"$@\" | true; exit 0;")
                    .run();

            assertThat(result.expectSuccess().err()).isEmpty();
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void nothingIsLeftOfAStreamThatIsKilled(Jrun jrun, BundleBuilder bundle) throws Exception {
        try (Container container = jrun.start(bundle.sleeping())) {
            var events = jrun.command("events", "--interval", "100ms", container.id());
            Process process = events.start();
            Await.until("statistics", () -> !lines(events).isEmpty());

            process.destroyForcibly().waitFor();

            Await.until("the end of all processes but init", () -> {
                Subreaper.reapOrphans();
                return Subreaper.descendants().stream().allMatch(left -> left.pid() == container.pid());
            });
            assertThat(container.status()).isEqualTo("running");
        }
    }

    @Test
    void aStoppedContainerHasNoEvents(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.args("true"))) {
            assertThat(container.exitCode()).isZero();
            jrun.call("events", "--stats", container.id()).expectFailure("container not running");
        }
    }

    private static Path fifo(BundleBuilder bundle) throws Exception {
        bundle.set("/root/readonly", "false");
        Path fifo = bundle.rootfs().resolve("go");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return fifo;
    }

    private static String oom(Container container) {
        return "{\"type\":\"oom\",\"id\":\"" + container.id() + "\"}";
    }

    private static long ooms(Invocation events, Container container) {
        return lines(events).stream().filter(oom(container)::equals).count();
    }

    private static List<String> lines(Invocation invocation) {
        try {
            return Files.readAllLines(invocation.stdout());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
