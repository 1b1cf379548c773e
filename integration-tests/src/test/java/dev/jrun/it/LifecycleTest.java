package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From create to delete: what each command does, and what is left after it. */
@BlackBoxTest
class LifecycleTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    @Tag("cgroup")
    void aContainerLivesFromCreateToDelete(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            assertThat(container.status()).isEqualTo("created");
            assertThat(container.init().commandLine()).doesNotContain("sleep");

            container.start();
            assertThat(container.status()).isEqualTo("running");
            Await.until(
                    "the container's program",
                    () -> container.init().commandLine().equals("sleep 1000"));

            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(container.status()).isEqualTo("stopped");
            assertThat(container.state().path("pid").asInt()).isZero();

            container.delete();
            jrun.call("state", container.id()).expectFailure("does not exist");
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    void theInitIsAChildOfTheCallersSubreaperAndNoOtherProcessIsLeft(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            assertThat(container.init().parent()).isEqualTo(ProcFacts.self().pid());
            assertThat(Subreaper.descendants()).containsExactly(container.init());

            container.start();
            assertThat(container.init().parent()).isEqualTo(ProcFacts.self().pid());
            assertThat(Subreaper.descendants()).containsExactly(container.init());
        }
    }

    @Test
    void thePidFileHoldsThePidAndNothingElse(Jrun jrun, BundleBuilder bundle) throws IOException {
        String id = Jrun.newId();
        Path pidFile = Files.writeString(jrun.file("init.pid"), "an older and longer text");
        try {
            jrun.command(
                            "create",
                            "--pid-file",
                            "init.pid",
                            "--bundle",
                            bundle.sleeping().write().toString(),
                            id)
                    .in(jrun.file(""))
                    .run()
                    .expectSuccess();
            JsonNode state = JSON.readTree(jrun.succeed("state", id).out());
            assertThat(Files.readString(pidFile)).isEqualTo(state.path("pid").asString());
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    @Test
    void stateTellsWhatClientsReadFromIt(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/annotations", "{'org.example.key': 'value'}");
        try (Container container = jrun.create(bundle)) {
            JsonNode state = container.state();

            assertThat(state.path("ociVersion").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
            assertThat(state.path("id").asString()).isEqualTo(container.id());
            assertThat(state.path("pid").asInt()).isEqualTo(container.pid());
            assertThat(state.path("bundle").asString())
                    .isEqualTo(bundle.folder().toString());
            assertThat(state.path("rootfs").asString())
                    .isEqualTo(bundle.rootfs().toString());
            assertThat(state.path("created").asString())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
            assertThat(state.path("annotations").path("org.example.key").asString())
                    .isEqualTo("value");
            assertThat(state.has("owner")).isTrue();
        }
    }

    @Test
    void theBundleIsTheWorkingFolderWhereNoneIsNamed(Jrun jrun, BundleBuilder bundle) {
        Result result = jrun.command("run", Jrun.newId())
                .in(bundle.script("echo here").write())
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("here\n");
    }

    @Test
    void aConfigThatIsChangedAfterCreateHasNoEffect(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            bundle.args("sh", "-c", "exit 9").write();

            container.start();

            assertThat(container.init().commandLine()).contains("sleep");
        }
    }

    @Test
    void killSendsTermUnlessToldOtherwise(Jrun jrun, BundleBuilder bundle) {
        bundle.script("trap 'echo got TERM; exit 7' TERM; echo ready; while true; do sleep 0.01; done");
        try (Container container = jrun.start(bundle)) {
            container.awaitOutput("ready");
            jrun.succeed("kill", container.id());

            assertThat(container.exitCode()).isEqualTo(7);
            assertThat(container.output()).contains("got TERM");
        }
    }

    @Test
    void killTakesNumbersAndNamesOfSignals(Jrun jrun, BundleBuilder bundle) {
        bundle.script(
                "for s in HUP USR1 USR2 INT; do trap \"echo got $s\" $s; done; echo ready; while true; do sleep 0.01; done");
        try (Container container = jrun.start(bundle)) {
            container.awaitOutput("ready");
            for (var signal : List.of(
                    List.of("1", "HUP"),
                    List.of("USR1", "USR1"),
                    List.of("SIGUSR2", "USR2"),
                    List.of("sigint", "INT"))) {
                container.kill(signal.getFirst());
                container.awaitOutput("got " + signal.getLast());
            }
            jrun.call("kill", container.id(), "SIGNONSENSE").expectFailure("SIGNONSENSE");
        }
    }

    @Test
    @Tag("cgroup")
    void aCreatedContainerCanBeKilled(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            container.kill("KILL");

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
    }

    @Test
    @Tag("cgroup")
    void deleteKillsAContainerThatWasNotStarted(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            container.delete();

            assertThat(container.exitCode()).isEqualTo(128 + 9);
            assertThat(jrun.stateFolders()).isEmpty();
        }
    }

    @Test
    @Tag("cgroup")
    void deleteByForceEndsARunningContainerAndForgivesAMissingOne(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.succeed("delete", "--force", container.id());
            assertThat(container.exitCode()).isEqualTo(128 + 9);

            jrun.succeed("delete", "--force", container.id());
            jrun.call("delete", container.id()).expectFailure("does not exist");
        }
    }

    @Test
    void aContainerWhoseProcessEndedByItselfIsStopped(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script("exit 3"))) {
            assertThat(container.exitCode()).isEqualTo(3);
            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
    }

    @Test
    void aContainerWhoseProcessIsNotYetCollectedIsStopped(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.script("exit 3"))) {
            Await.until("a zombie", () -> container.init().isZombie());

            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
    }

    @Test
    void runWaitsAndReturnsTheExitCodeOfTheProcess(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script("echo out; echo err >&2; exit 42").write();

        Result result = jrun.call("run", "--bundle", folder.toString(), Jrun.newId());

        assertThat(result.exit()).isEqualTo(42);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void runReturns128AndTheSignalThatEndedTheProcess(Jrun jrun, BundleBuilder bundle) {
        String id = Jrun.newId();
        Invocation run =
                jrun.command("run", "--bundle", bundle.sleeping().write().toString(), id);
        Process process = run.start();
        Await.until("the container to run", () -> jrun.call("state", id).out().contains("\"running\""));
        jrun.succeed("kill", id, "KILL");

        assertThat(run.finish(process).exit()).isEqualTo(128 + 9);
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void runDetachedReturnsWhileTheContainerRuns(Jrun jrun, BundleBuilder bundle) throws IOException {
        String id = Jrun.newId();
        Path pidFile = jrun.file("pid");
        try {
            jrun.succeed(
                    "run",
                    "-d",
                    "--pid-file",
                    pidFile.toString(),
                    "-b",
                    bundle.sleeping().write().toString(),
                    id);

            ProcFacts init = new ProcFacts(Integer.parseInt(Files.readString(pidFile)));
            assertThat(init.parent()).isEqualTo(ProcFacts.self().pid());
            assertThat(jrun.succeed("state", id).out()).contains("\"running\"");
        } finally {
            jrun.succeed("delete", "-f", id);
        }
    }

    @Test
    @JrunOnly("runc 1.1 has no --keep on this command line")
    void runKeepsAStoppedContainerIfAsked(Jrun jrun, BundleBuilder bundle) {
        String id = Jrun.newId();
        jrun.succeed("run", "--keep", "--bundle", bundle.args("true").write().toString(), id);

        assertThat(jrun.succeed("state", id).out()).contains("\"stopped\"");
        jrun.succeed("delete", id);
    }

    @Test
    void theContainerHoldsTheOnlyCopyOfTheCallersOutput(Jrun jrun, BundleBuilder bundle) throws Exception {
        String id = Jrun.newId();
        Path output = jrun.file("piped");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" | cat > \"$0\"", output.toString()));
        command.addAll(List.of(
                RuntimeUnderTest.binary().toString(), "--root", jrun.root().toString()));
        command.addAll(List.of(
                "create", "--bundle", bundle.script("echo from inside").write().toString(), id));
        Process pipeline = Subreaper.start(new ProcessBuilder(command));
        Await.until("the container", () -> jrun.call("state", id).out().contains("\"created\""));
        assertThat(pipeline.isAlive()).isTrue();
        jrun.succeed("start", id);

        // cat ends only when nobody else has the pipe any more.
        assertThat(pipeline.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(output).hasContent("from inside\n");
        jrun.succeed("delete", "--force", id);
    }

    @Test
    void twentyContainersAreMadeAtOnceAndLiveSideBySide(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.sleeping().write();
        List<Container> containers = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.execute(() -> containers.add(jrun.create(folder)));
            }
        }
        try {
            assertThat(containers.stream().map(Container::pid).distinct()).hasSize(20);
            containers.forEach(Container::start);
            assertThat(jrun.succeed("list", "-q").out().lines())
                    .containsExactlyInAnyOrderElementsOf(
                            containers.stream().map(Container::id).toList());
        } finally {
            containers.forEach(Container::close);
        }
    }

    @Test
    void listShowsContainersAsTableAndAsJson(Jrun jrun, BundleBuilder bundle) {
        assertThat(jrun.succeed("list").out()).startsWith("ID").contains("PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        try (Container container = jrun.create(bundle.sleeping())) {
            assertThat(jrun.succeed("list").out().lines().skip(1))
                    .singleElement()
                    .asString()
                    .contains(
                            container.id(),
                            Integer.toString(container.pid()),
                            "created",
                            bundle.folder().toString(),
                            "root");

            JsonNode list =
                    JSON.readTree(jrun.succeed("list", "--format", "json").out());
            assertThat(list.size()).isEqualTo(1);
            assertThat(list.get(0).path("id").asString()).isEqualTo(container.id());
            assertThat(list.get(0).path("pid").asInt()).isEqualTo(container.pid());
            assertThat(list.get(0).path("status").asString()).isEqualTo("created");
            assertThat(list.get(0).path("owner").asString()).isEqualTo("root");
        }
        assertThat(jrun.succeed("list", "--format", "json").out().strip()).isEqualTo("null");
    }

    @Test
    void theVersionsFirstLineNamesTheRuntime(Jrun jrun) {
        String version = jrun.bare("--version").run().expectSuccess().out();

        assertThat(version.lines().findFirst().orElseThrow()).matches("(jrun|runc) version \\S+");
        assertThat(version).contains("spec: 1.");
        assertThat(jrun.bare("--help").run().expectSuccess().out())
                .contains("create", "start", "state", "kill", "delete");
    }

    @Test
    void anEmptyEnvironmentAndOneThatMeddlesWithJavaAreTheSame(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.script("echo fine").write();
        Result result = jrun.command("run", "--bundle", folder.toString(), Jrun.newId())
                .environment("JAVA_TOOL_OPTIONS", "-Xmx1k -version")
                .environment("_JAVA_OPTIONS", "-nonsense")
                .environment("JDK_JAVA_OPTIONS", "-nonsense")
                .environment("JAVA_HOME", "/nowhere")
                .environment("CLASSPATH", "/nowhere")
                .environment("LD_LIBRARY_PATH", "/nowhere")
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("fine\n");
    }
}
