package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.container.ContainerState;
import dev.jrun.runtime.container.InitProcess;
import dev.jrun.runtime.container.ProcessTable;
import dev.jrun.runtime.container.StateStore;
import dev.jrun.runtime.ffi.LocalExecutor;
import dev.jrun.spec.Status;
import dev.jrun.spec.json.SpecWriter;
import dev.jrun.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerbsTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;
    private StateStore states;

    @BeforeEach
    void callFromTheFolder() {
        caller = new FakeCaller(folder);
        states = new StateStore(folder.resolve("root"), new LocalExecutor());
    }

    private void save(String name, Status status, InitProcess init) {
        var id = new ContainerId(name);
        states.take(id).close();
        states.save(ContainerState.builder(id)
                .ociVersion("1.3.0")
                .status(status)
                .init(init)
                .bundle(Path.of("/b"))
                .rootfs(Path.of("/b/rootfs"))
                .created("2025-03-01T12:00:00.000000001Z")
                .owner(3999999)
                .build());
    }

    private static InitProcess self() {
        return new ProcessTable().find((int) ProcessHandle.current().pid()).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"start web1", "kill web1", "update -r nowhere web1", "mounts add web1 /nowhere", "exec web1 true"
            })
    void theCallersProcessTakesUpTheEngineBeforeAnythingIsReadOrChanged(String command) {
        caller.run(command.split(" "));

        assertThat(caller.engaged).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create -b . web1", "run -b . web1"})
    void whatMakesAContainerEngagesItByItself(String command) {
        caller.succeed(command.split(" "));

        assertThat(caller.engaged).isZero();
    }

    @Test
    void startPauseResumeAndDeletePassOnWhatTheyAreAsked() {
        caller.succeed("start", "web1");
        caller.succeed("pause", "web1");
        caller.succeed("resume", "web1");
        caller.succeed("delete", "web1");
        caller.succeed("delete", "--force", "web1");
        caller.succeed("delete", "web1", "-f");
        caller.succeed("delete", "--force=false", "web1");

        assertThat(caller.operations.calls)
                .containsExactly(
                        "start web1",
                        "pause web1",
                        "resume web1",
                        "delete web1",
                        "delete web1 force",
                        "delete web1 force",
                        "delete web1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "delete", "pause", "resume", "run", "start", "state"})
    void oneIdIsRequired(String verb) {
        assertThat(caller.fail(verb))
                .isEqualTo("jrun: " + verb + ": \"jrun " + verb + "\" requires exactly 1 argument(s), got 0: see 'jrun "
                        + verb + " --help'\n");
        assertThat(caller.fail(verb, "a", "b")).contains("requires exactly 1 argument(s), got 2");
        assertThat(caller.fail(verb, "a/b")).isEqualTo("jrun: " + verb + " a/b: invalid container ID format\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "spec", "validate"})
    void noArgumentIsAllowed(String verb) {
        assertThat(caller.fail(verb, "a")).contains("requires exactly 0 argument(s), got 1");
    }

    @Test
    void statePrintsALivingContainer() {
        save("web1", Status.RUNNING, self());

        assertThat(caller.succeed("--root=root", "state", "web1")).isEqualTo("""
                {
                  "ociVersion": "1.3.0",
                  "id": "web1",
                  "pid": %d,
                  "status": "running",
                  "bundle": "/b",
                  "rootfs": "/b/rootfs",
                  "created": "2025-03-01T12:00:00.000000001Z",
                  "owner": "#3999999"
                }
                """.formatted(self().pid()));
    }

    @Test
    void stateOfAReusedPidIsStopped() {
        save("web1", Status.RUNNING, new InitProcess(self().pid(), self().startTime() + 1));

        assertThat(caller.succeed("--root=root", "state", "web1")).contains("\"pid\": 0,", "\"status\": \"stopped\"");
    }

    @Test
    void stateOfNoContainerFails() {
        assertThat(caller.fail("--root=root", "state", "web1"))
                .isEqualTo("jrun: state web1: container does not exist\n");
    }

    @Test
    void listPrintsATableJsonOrIds() {
        save("b", Status.RUNNING, self());
        save("a", Status.RUNNING, self());

        assertThat(caller.succeed("--root=root", "list").lines())
                .hasSize(3)
                .first()
                .asString()
                .matches("ID +PID +STATUS +BUNDLE +CREATED +OWNER");
        assertThat(caller.succeed("--root=root", "list", "--format", "table"))
                .isEqualTo(caller.output())
                .isEqualTo(caller.succeed("--root=root", "list", "-f=table"));
        assertThat(caller.succeed("--root=root", "list", "--format=json"))
                .startsWith("[{\"ociVersion\":\"1.3.0\",\"id\":\"a\",\"pid\":" + self().pid() + ",");
        assertThat(caller.succeed("--root=root", "list", "-q")).isEqualTo("a\nb\n");
    }

    @Test
    void anEmptyListIsAHeadingOrNull() {
        assertThat(caller.succeed("--root=root", "list")).isEqualTo("ID   PID   STATUS   BUNDLE   CREATED   OWNER\n");
        assertThat(caller.succeed("--root=root", "list", "-f", "json")).isEqualTo("null\n");
        assertThat(caller.succeed("--root=root", "list", "--quiet")).isEmpty();
    }

    @Test
    void aDamagedContainerDoesNotHideTheOthers() throws IOException {
        save("a", Status.RUNNING, self());
        save("b", Status.RUNNING, self());
        Files.writeString(folder.resolve("root/a/state.json"), "[]");

        assertThat(caller.run("--root=root", "list", "-f", "json")).isZero();
        assertThat(caller.output()).contains("\"id\":\"b\"").doesNotContain("\"id\":\"a\"");
        assertThat(caller.errors()).startsWith("jrun: list: the state file of container a is damaged: ");
    }

    @Test
    void listRefusesOtherFormats() {
        assertThat(caller.fail("list", "--format", "yaml"))
                .isEqualTo("jrun: list: --format: invalid format option \"yaml\", expected table or json\n");
    }

    @Test
    void specWritesAConfigThatValidateTakes() throws IOException {
        Files.createDirectory(folder.resolve("b"));

        assertThat(caller.succeed("spec")).isEmpty();
        assertThat(caller.succeed("spec", "--rootless", "--bundle", "b")).isEmpty();

        assertThat(folder.resolve("config.json"))
                .content()
                .startsWith("{\n  \"ociVersion\": \"1.3.0\"")
                .endsWith("}\n");
        assertThat(folder.resolve("b/config.json")).content().contains("uidMappings");
        assertThat(caller.succeed("validate")).isEqualTo(folder.resolve("config.json") + " is valid\n");
        assertThat(caller.succeed("validate", "-b", "b")).isEqualTo(folder.resolve("b/config.json") + " is valid\n");
    }

    @Test
    void specOverwritesNothing() throws IOException {
        Files.writeString(folder.resolve("config.json"), "mine");
        caller.succeed("spec", "--file", "other.json");

        assertThat(folder.resolve("other.json")).content().startsWith("{\n");
        assertThat(caller.fail("spec", "-f", "other.json")).contains("File other.json exists. Remove it first");
        assertThat(caller.fail("spec")).isEqualTo("jrun: spec: File config.json exists. Remove it first\n");
        assertThat(folder.resolve("config.json")).hasContent("mine");
        assertThat(caller.fail("spec", "-b", "absent")).contains("can't write " + folder.resolve("absent/config.json"));
    }

    @Test
    void validatePrintsEveryProblem() throws IOException {
        caller.succeed("spec");
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("\"cwd\": \"/\"", "\"cwd\": \"relative\"")
                        .replace("\"1.3.0\"", "\"9.0.0\""));

        assertThat(caller.run("validate")).isEqualTo(1);
        assertThat(caller.output()).contains("error: /ociVersion: ", "error: /process/cwd: ");
        assertThat(caller.output().lines()).hasSize(2);
        assertThat(caller.errors()).isEqualTo("jrun: validate: " + config + " has 2 errors\n");
    }

    @Test
    void validateNamesThePlaceOfAWrongType() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"ociVersion\": \"1.3.0\", \"process\": {\"args\": 1}}");

        assertThat(caller.run("validate")).isEqualTo(1);
        assertThat(caller.output()).contains("error: /process: ", "cwd", "error: /process/args: ", "array");
        assertThat(caller.errors()).contains(" has ").endsWith(" errors\n");

        Files.writeString(folder.resolve("config.json"), "{\"ociVersion\": ");
        assertThat(caller.run("validate")).isEqualTo(1);
        assertThat(caller.output()).startsWith("error: line 1");
        assertThat(caller.errors()).endsWith(" has 1 error\n");
    }

    @Test
    void validateNeedsAConfig() {
        assertThat(caller.fail("validate"))
                .isEqualTo("jrun: validate: " + folder.resolve("config.json") + ": no such file or directory\n");
    }

    @Test
    void psPrintsPidsAsJsonAndNullForNone() {
        assertThat(caller.succeed("ps", "--format", "json", "web1")).isEqualTo("null\n");
        caller.operations.pids = List.of(12L, 13L);
        assertThat(caller.succeed("ps", "-f=json", "web1")).isEqualTo("[12,13]\n");
    }

    @Test
    void whatFollowsTheIdIsForPs() {
        assertThat(caller.succeed("ps", "web1", "-o", "pid,args", "--format", "json"))
                .isEqualTo("PID\n");

        assertThat(caller.operations.calls).containsExactly("ps web1 [-o, pid,args, --format, json]");
    }

    @Test
    void anUnknownFormatOfPsIsRefused() {
        assertThat(caller.fail("ps", "-f", "xml", "web1"))
                .isEqualTo("jrun: ps web1: --format: invalid format option \"xml\", expected table or json\n");
        assertThat(caller.fail("ps")).contains("requires at least 1 argument(s), got 0");
    }

    private Resources updated(String... args) {
        List<String> all = new ArrayList<>(List.of("update"));
        all.addAll(List.of(args));
        caller.succeed(all.toArray(String[]::new));
        return caller.operations.update.orElseThrow().resources();
    }

    @Test
    void updateTakesEachLimitByAFlag() {
        Resources resources = updated(
                "--memory=64m",
                "--memory-swap",
                "-1",
                "--memory-reservation",
                "1k",
                "--pids-limit",
                "-1",
                "--cpu-quota",
                "50000",
                "--cpu-period",
                "100000",
                "--cpu-share",
                "512",
                "--cpuset-cpus",
                "0-1",
                "--cpu-idle",
                "1",
                "--cpu-burst",
                "0",
                "--blkio-weight",
                "500",
                "web1");

        assertThat(SpecWriter.toCompactJson(resources))
                .isEqualTo("{\"memory\":{\"limit\":67108864,\"reservation\":1024,\"swap\":-1},"
                        + "\"cpu\":{\"shares\":512,\"quota\":50000,\"burst\":0,\"period\":100000,\"cpus\":\"0-1\","
                        + "\"idle\":1},\"pids\":{\"limit\":-1},\"blockIO\":{\"weight\":500}}");
    }

    @Test
    void updateReadsLimitsFromStdinOrAFile() throws IOException {
        String json = "{\"pids\":{\"limit\":7}}";
        caller.stdin = json;
        Files.writeString(folder.resolve("limits.json"), json);

        assertThat(SpecWriter.toCompactJson(updated("--resources=-", "web1"))).isEqualTo(json);
        assertThat(SpecWriter.toCompactJson(updated("-r", "-", "web1"))).isEqualTo(json);
        assertThat(SpecWriter.toCompactJson(updated("-r", "limits.json", "web1")))
                .isEqualTo(json);
    }

    @Test
    void updateTellsWhatIsWrongWithItsFlags() {
        assertThat(caller.fail("update", "--memory", "64q", "web1")).contains("--memory: invalid size \"64q\"");
        assertThat(caller.fail("update", "--pids-limit", "many", "web1"))
                .contains("--pids-limit: expected a whole number, got \"many\"");
        assertThat(caller.fail("update", "--blkio-weight", "5", "web1"))
                .contains("--blkio-weight: expected a number from 10 to 1000, got \"5\"");
        assertThat(caller.fail("update", "-r", "missing.json", "web1")).contains("no such file or directory");
        caller.stdin = "{\"pids\":{\"limit\":\"x\"}}";
        assertThat(caller.fail("update", "-r", "-", "web1")).contains("--resources: stdin: ", "/pids/limit");
    }
}
