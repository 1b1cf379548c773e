package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs that the config has run at points of the container's life. */
@BlackBoxTest
class HookTest {
    @Test
    @JrunOnly("runc 1.1 runs poststart hooks at the end of create")
    void hooksRunInTheirOrderAndPlaces(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path log = bundle.folder().resolve("log");
        for (String kind : new String[] {"prestart", "createRuntime", "createContainer", "poststart", "poststop"}) {
            hook(bundle, kind, "echo %s $(readlink /proc/self/ns/mnt) >> %s".formatted(kind, log));
        }
        hook(bundle, "startContainer", "echo startContainer > /hook-log");
        String host = ProcFacts.self().namespace("mnt");
        try (Container container = jrun.create(bundle.sleeping())) {
            String inside = container.init().namespace("mnt");
            assertThat(log)
                    .hasContent("prestart %s\ncreateRuntime %s\ncreateContainer %s\n".formatted(host, host, inside));
            assertThat(bundle.rootfs().resolve("hook-log")).doesNotExist();

            container.start();
            assertThat(bundle.rootfs().resolve("hook-log")).hasContent("startContainer\n");
            assertThat(Files.readString(log)).endsWith("poststart " + host + "\n");
        }
        assertThat(Files.readString(log)).endsWith("poststop " + host + "\n");
    }

    @Test
    void aHookReadsTheStateOnItsStdin(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path seen = bundle.folder().resolve("seen");
        hook(bundle, "createRuntime", "cat > " + seen);
        try (Container container = jrun.create(bundle.sleeping())) {
            JsonNode state = new JsonMapper().readTree(Files.readString(seen));

            assertThat(state.path("id").asString()).isEqualTo(container.id());
            assertThat(state.path("pid").asInt()).isEqualTo(container.pid());
            assertThat(state.path("bundle").asString())
                    .isEqualTo(bundle.folder().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void aHookThatFailsFailsCreateAndLeavesNothing(String kind, Jrun jrun, BundleBuilder bundle) {
        hook(bundle, kind, "exit 3");

        jrun.call("create", "--bundle", bundle.sleeping().write().toString(), Jrun.newId())
                .expectFailure("hook");
        assertThat(jrun.stateFolders()).isEmpty();
        Subreaper.reapOrphans();
        assertThat(Subreaper.descendants()).isEmpty();
    }

    /** It is a program of the container's, and may be an image's. */
    @Test
    void aHookInTheContainerMayDoNoMoreThanTheProgram(Jrun jrun, BundleBuilder bundle) {
        String facts = "grep -e ^Uid -e ^Gid -e ^Groups -e ^Cap -e ^NoNewPrivs /proc/self/status";
        bundle.mount("/tmp", "tmpfs", "tmpfs", "mode=1777")
                .set("/process/user", "{'uid': 1000, 'gid': 1000, 'additionalGids': [7]}")
                .set("/process/capabilities", "{'bounding': ['CAP_KILL'], 'permitted': ['CAP_KILL']}")
                .set("/process/noNewPrivileges", "true")
                .script("cat /tmp/hook; echo --; " + facts);
        hook(bundle, "startContainer", facts + " > /tmp/hook");

        String[] both = jrun.output(bundle).split("--\n");

        assertThat(both[0]).contains("Uid:\t1000").isEqualTo(both[1]);
    }

    @Test
    void aHookHasTheEnvironmentOfTheConfigAndNoOther(Jrun jrun, BundleBuilder bundle) {
        Path seen = bundle.folder().resolve("seen");
        hook(bundle, "createRuntime", "tr \\\\0 \\\\n < /proc/self/environ > " + seen);
        bundle.set("/hooks/createRuntime/0/env", "['A=one', 'B=two words']");
        try (Container _ = jrun.create(bundle.sleeping())) {
            assertThat(seen).hasContent("A=one\nB=two words\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void aHookThatTakesTooLongIsKilled(String kind, Jrun jrun, BundleBuilder bundle) {
        hook(bundle, kind, "exec sleep 1000");
        bundle.set("/hooks/" + kind + "/0/timeout", "1");

        jrun.call("create", "--bundle", bundle.sleeping().write().toString(), Jrun.newId())
                .expectFailure(kind, "timeout of 1 s");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    /** As it is left by a create that is killed between naming the cgroup in the state and keeping the config. */
    @Test
    @JrunOnly("it looks into the state folder")
    void aContainerWhoseConfigWasNotKeptYetCanBeDeleted(Jrun jrun, BundleBuilder bundle) throws IOException {
        hook(bundle.sleeping(), "poststop", "exit 1");
        try (Container container = jrun.create(bundle)) {
            Files.delete(jrun.root().resolve(container.id()).resolve("config.json"));

            jrun.succeed("delete", "--force", container.id());

            jrun.call("state", container.id()).expectFailure("container does not exist");
        }
    }

    private static void hook(BundleBuilder bundle, String kind, String script) {
        if (!bundle.config().has("hooks")) {
            bundle.config().putObject("hooks");
        }
        bundle.config()
                .withObject("/hooks")
                .putArray(kind)
                .addObject()
                .put("path", "/bin/sh")
                .putArray("args")
                .add("sh")
                .add("-c")
                .add(script);
    }
}
