package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container's status forbids, and calls that make no sense: each is refused with the words that clients look for. */
@BlackBoxTest
class RefusedTransitionTest {
    @Test
    void aRunningContainerIsNeitherStartedNorDeletedNorMadeAgain(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.sleeping())) {
            String id = container.id();
            jrun.call("start", id).expectFailure("cannot start an already running container");
            jrun.call("delete", id).expectFailure("cannot delete container " + id + " that is not stopped: running");
            jrun.call("create", "--bundle", bundle.folder().toString(), id)
                    .expectFailure("container with given ID already exists");
            jrun.call("run", "--bundle", bundle.folder().toString(), id)
                    .expectFailure("container with given ID already exists");

            assertThat(container.status()).isEqualTo("running");
            assertThat(container.init().isZombie()).isFalse();
        }
    }

    @Test
    void aStoppedContainerIsNeitherStartedNorKilled(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.start(bundle.args("true"))) {
            assertThat(container.exitCode()).isZero();

            jrun.call("start", container.id()).expectFailure("cannot start a container that has stopped");
            jrun.call("kill", container.id(), "TERM").expectFailure("container not running");
            jrun.succeed("kill", "--all", container.id(), "9");
        }
    }

    @Test
    void aCreatedContainerThatWasKilledIsNotStarted(Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            container.kill("KILL");
            assertThat(container.exitCode()).isEqualTo(128 + 9);

            jrun.call("start", container.id()).expectFailure("cannot start a container that has stopped");
        }
    }

    @Test
    void everyCommandOnAMissingContainerFails(Jrun jrun) {
        for (String command : new String[] {"start", "state", "kill", "delete"}) {
            jrun.call(command, Jrun.newId()).expectFailure("does not exist");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a b", "a\nb", "ü"})
    void anIdThatIsNoPlainNameIsRefused(String id, Jrun jrun, BundleBuilder bundle) {
        Result result =
                jrun.call("create", "--bundle", bundle.sleeping().write().toString(), id);

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).containsIgnoringCase("id");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aMissingIdOrOneTooManyIsRefused(Jrun jrun) {
        jrun.call("state").expectFailure();
        jrun.call("start").expectFailure();
        jrun.call("state", "one", "two").expectFailure();
    }

    @Test
    void aMissingBundleIsRefused(Jrun jrun) {
        Path missing = jrun.file("no-such-bundle");

        jrun.call("create", "--bundle", missing.toString(), Jrun.newId())
                .expectFailure(missing.toString(), "no such file or directory");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void aBundleWithoutConfigIsRefused(Jrun jrun, BundleBuilder bundle) {
        jrun.call("create", "--bundle", bundle.folder().toString(), Jrun.newId())
                .expectFailure("config.json");
    }

    @Test
    @JrunOnly("runc 1.1 tells no line and column")
    void textThatIsNoJsonIsRefusedWithItsPlace(Jrun jrun, BundleBuilder bundle) {
        Path folder = bundle.writeText(() -> "{\n  \"ociVersion\": \"1.3.0\",\n  \"process\": {{\n}");

        jrun.call("create", "--bundle", folder.toString(), Jrun.newId())
                .expectFailure("config.json", "line 3", "column");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    void anExecutableThatCannotRunFailsCreateWithTheReason(Jrun jrun, BundleBuilder bundle) {
        bundle.args("no-such-program");
        create(jrun, bundle).expectFailure("no-such-program", "executable file not found in $PATH");
        bundle.args("/bin/no-such-program");
        create(jrun, bundle).expectFailure("/bin/no-such-program", "no such file or directory");
        bundle.args("/etc/plain");
        create(jrun, bundle).expectFailure("/etc/plain", "permission denied");
        bundle.args("/etc");
        assertThat(create(jrun, bundle).expectFailure("/etc").err())
                .containsAnyOf("is a directory", "permission denied");

        assertThat(jrun.stateFolders()).isEmpty();
        assertThat(Subreaper.descendants()).isEmpty();
    }

    @Test
    void aFailedCreateWritesNoPidFile(Jrun jrun, BundleBuilder bundle) {
        Path pidFile = jrun.file("pid");
        Path folder = bundle.args("no-such-program").write();

        jrun.call("create", "--pid-file", pidFile.toString(), "--bundle", folder.toString(), Jrun.newId())
                .expectFailure();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void aMissingRootFileSystemIsRefused(Jrun jrun, BundleBuilder bundle) {
        bundle.sleeping().set("/root/path", "'elsewhere'");

        create(jrun, bundle).expectFailure(bundle.folder().resolve("elsewhere").toString());
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("runc has these options")
    void optionsOfLaterVersionsAreRefusedByName(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.sleeping().write().toString();
        jrun.call("create", "--console-socket", "/nowhere", "--bundle", folder, Jrun.newId())
                .expectFailure("--console-socket");
        jrun.call("--cgroup-manager=openrc", "create", "--bundle", folder, Jrun.newId())
                .expectFailure("--cgroup-manager");
        jrun.call("create", "--no-such-option", "--bundle", folder, Jrun.newId())
                .expectFailure("flag provided but not defined: -no-such-option");
        jrun.call("no-such-command").expectFailure("no-such-command");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    private static Result create(Jrun jrun, BundleBuilder bundle) {
        return jrun.call("create", "--bundle", bundle.write().toString(), Jrun.newId());
    }
}
