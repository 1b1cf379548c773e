package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The words in jrun's errors, and the exit codes, by which clients decide what to do. */
@BlackBoxTest
class ClientStringsTest {
    private static Result create(Jrun jrun, BundleBuilder bundle) {
        Result result = jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(jrun.stateFolders()).isEmpty();
        return result;
    }

    @Test
    void aStoppedContainerIsNotRunningForKill(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.args("true"))) {
            container.exitCode();

            Result result = jrun.call("kill", container.id(), "15");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err()).contains("container not running").hasLineCount(1);
            jrun.succeed("kill", "--all", container.id(), "9");
            jrun.succeed("kill", "-a", container.id(), "9");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "delete", "start", "state"})
    void aMissingContainerDoesNotExist(String verb, Jrun jrun) {
        Result result = jrun.call(verb, Jrun.newId());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("container does not exist").hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aMissingContainerIsDeletedByForceInSilence(Jrun jrun) {
        assertThat(jrun.succeed("delete", "--force", Jrun.newId()).out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "no-such | exec: \"no-such\": executable file not found in $PATH",
                "/no/such | exec: \"/no/such\": stat /no/such: no such file or directory",
                "/etc/plain | exec: \"/etc/plain\": permission denied",
                "/etc | exec: \"/etc\": is a directory"
            })
    void aProgramThatCannotBeExecutedIsAnErrorOfCreate(String program, String words, Jrun jrun, BundleBuilder bundle) {
        assertThat(create(jrun, bundle.args(program)).err()).endsWith(words + "\n");
    }

    @Test
    void aFileThatIsMountedOnADirectoryIsNotADirectory(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().mount("/mnt", "bind", "/etc/hostname", "bind");

        assertThat(create(jrun, bundle).err()).contains("mount /mnt", "not a directory");
    }

    @Test
    void aMountWithoutItsSourceHasNoSuchFile(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().mount("/mnt", "bind", "/no/such", "bind");

        assertThat(create(jrun, bundle).err()).contains("no such file or directory", "/no/such");
    }

    @Test
    void anIdMayBeUsedOnceAndHasALimitedAlphabet(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        try (Container container = jrun.create(bundle)) {
            Result again = jrun.call("create", "--bundle", folder, container.id());
            assertThat(again.exit()).isEqualTo(1);
            assertThat(again.err()).contains("container with given ID already exists");
        }
        assertThat(jrun.call("create", "--bundle", folder, "a/b").err()).contains("invalid container ID format");
    }

    @Test
    void whatIsWrongForTheStatusIsSaidInRuncsWords(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            jrun.call("start", container.id()).expectFailure("cannot start an already running container");
            jrun.call("delete", container.id())
                    .expectFailure("cannot delete container " + container.id() + " that is not stopped: running");
            container.kill("KILL");
            container.exitCode();
            jrun.call("start", container.id()).expectFailure("cannot start a container that has stopped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such", "/etc"})
    void theLogOfAFailureHasOneObjectEvenWhenMuchWasUndone(String program, Jrun jrun, BundleBuilder bundle)
            throws IOException {
        Path log = jrun.file("log.json");
        String folder = bundle.args(program)
                .set("/hooks", "{'createRuntime': [{'path': '/bin/true'}]}")
                .write()
                .toString();
        Result result =
                jrun.call("--log", log.toString(), "--log-format=json", "create", "--bundle", folder, Jrun.newId());

        // The whole file as one object: this is how Podman reads it.
        JsonNode entry = new JsonMapper().readTree(Files.readString(log));
        assertThat(Files.readAllLines(log)).hasSize(1);
        assertThat(entry.propertyNames()).containsExactly("level", "msg", "time");
        assertThat(entry.path("level").asString()).isEqualTo("error");
        assertThat(result.err()).isEqualTo("jrun: " + entry.path("msg").asString() + "\n");
    }

    @Test
    void theProcessGivesRunItsExitCode(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.script("exit 57").write().toString();
        assertThat(jrun.call("run", "-b", folder, Jrun.newId()).exit()).isEqualTo(57);

        bundle.script("kill -9 $$").withoutNamespace("pid").write();
        assertThat(jrun.call("run", "-b", folder, Jrun.newId()).exit()).isEqualTo(128 + 9);
    }

    @Test
    void aProgramThatTheKernelRefusesEndsTheContainerWith255(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path program = Files.writeString(bundle.rootfs().resolve("etc/noformat"), "not a program\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Container container = jrun.create(bundle.args("/etc/noformat"))) {
            jrun.call("start", container.id()).expectFailure("exec /etc/noformat: exec format error");

            assertThat(container.exitCode()).isEqualTo(255);
            assertThat(container.status()).isEqualTo("stopped");
            container.delete();
        }
        jrun.call("run", "--bundle", bundle.folder().toString(), Jrun.newId()).expectFailure("exec format error");
    }

    @Test
    void errorsOfUseExitWithOne(Jrun jrun) {
        assertThat(jrun.call("create", "--no-such-flag", "x").exit()).isEqualTo(1);
        assertThat(jrun.call("no-such-command").exit()).isEqualTo(1);
        assertThat(jrun.call("--root").exit()).isEqualTo(1);
    }
}
