package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hooks run at their time, in their namespaces, and their failures have the consequences that the spec gives them. */
@BlackBoxTest
class HookTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> ON_THE_HOST =
            List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop");

    @Test
    void hooksRunInTheOrderOfTheSpecAndInTheirNamespaces(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path log = jrun.file("log");
        for (String point : ON_THE_HOST) {
            hook(bundle, point, "echo %s $(readlink /proc/self/ns/mnt) >> %s".formatted(point, log));
        }
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")).toString();

        bundle.script("true");
        jrun.output(bundle);

        List<String> lines = Files.readAllLines(log);
        assertThat(lines)
                .extracting(line -> line.split(" ")[0])
                .containsExactly("prestart", "createRuntime", "createContainer", "poststart", "poststop");
        assertThat(lines)
                .filteredOn(line -> !line.endsWith(host))
                .singleElement()
                .asString()
                .startsWith("createContainer");
    }

    @Test
    void startContainerRunsInTheContainerBeforeTheProgram(Jrun jrun, BundleBuilder bundle) {
        bundle.mount("/tmp", "tmpfs", "tmpfs").script("cat /tmp/told");
        hook(bundle, "startContainer", "cat > /tmp/told");

        JsonNode told = JSON.readTree(jrun.output(bundle));

        assertThat(told.get("status").asString()).isEqualTo("created");
    }

    @Test
    void aHookReadsTheStateOfTheContainer(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path told = jrun.file("told");
        bundle.set("/annotations", "{'dev.jrun.test': 'a value'}").sleeping();
        hook(bundle, "createRuntime", "cat > " + told);
        try (Container container = jrun.create(bundle)) {
            JsonNode state = JSON.readTree(Files.readString(told));
            assertThat(state.get("id").asString()).isEqualTo(container.id());
            assertThat(state.get("pid").asInt()).isEqualTo(container.pid());
            assertThat(state.get("status").asString()).isEqualTo("creating");
            assertThat(state.get("bundle").asString()).isEqualTo(bundle.folder().toString());
            assertThat(state.get("annotations").get("dev.jrun.test").asString()).isEqualTo("a value");
        }
    }

    @Test
    void aHookHasTheEnvironmentOfTheConfigAndNoOther(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path environment = jrun.file("environment");
        bundle.script("true")
                .set(
                        "/hooks",
                        "{'prestart': [{'path': '/bin/sh', 'args': ['sh', '-c', 'env > %s'], 'env': ['ONE=1']}]}"
                                .formatted(environment));

        jrun.output(bundle);

        assertThat(Files.readAllLines(environment))
                .contains("ONE=1")
                .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("USER="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void aHookOfCreateThatFailsFailsTheCreateWithItsOutput(String point, Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping();
        hook(bundle, point, "echo the reason why; exit 3");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("exit status 3", "the reason why");

        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aHookThatCannotBeExecutedFailsTheCreate(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/hooks", "{'createRuntime': [{'path': '/no/such/hook'}]}");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId())
                .expectFailure("/no/such/hook", "no such file or directory");
    }

    @Test
    @JrunOnly("others leave what the hook has started")
    void aHookThatTakesTooLongIsKilledWithItsChildren(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping()
                .set(
                        "/hooks",
                        "{'prestart': [{'path': '/bin/sh', 'args': ['sh', '-c', 'sleep 1000 & sleep 1000'], 'timeout': 1}]}");

        jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId()).expectFailure("timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startContainer", "poststart"})
    @JrunOnly("runc 1.1 kills later than its start returns")
    void aHookOfStartThatFailsStopsTheContainer(String point, Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping();
        hook(bundle, point, "echo the reason why; exit 4");
        try (Container container = jrun.create(bundle)) {
            jrun.call("start", container.id()).expectFailure("the reason why");

            Await.until("the end of init", () -> container.state().get("status").asString(), "stopped"::equals);
        }
    }

    @Test
    @JrunOnly("runc writes its warnings in a form of its own")
    void aPoststopHookThatFailsIsAWarningAndTheOthersRun(Jrun jrun, BundleBuilder bundle) {
        Path ran = jrun.file("ran");
        bundle.script("true")
                .set(
                        "/hooks",
                        "{'poststop': [{'path': '/no/such/hook'}, {'path': '/bin/sh', 'args': ['sh', '-c', 'touch %s']}]}"
                                .formatted(ran));

        Result result = jrun.call("run", "--bundle", bundle.write().toString(), Jrun.newId());

        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("warning").contains("/no/such/hook");
        assertThat(ran).exists();
    }

    private static void hook(BundleBuilder bundle, String point, String script) {
        if (!bundle.config().has("hooks")) {
            bundle.set("/hooks", "{}");
        }
        bundle.set("/hooks/" + point, "[{'path': '/bin/sh', 'args': ['sh', '-c', '%s']}]".formatted(script));
    }
}
