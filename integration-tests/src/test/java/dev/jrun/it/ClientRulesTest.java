package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients take for granted of the process that a runtime is. */
@BlackBoxTest
class ClientRulesTest {
    @Test
    void jrunDiesWithItsCallerAndOnlyTheContainerIsLeft(Jrun jrun, BundleBuilder bundle) throws Exception {
        String id = Jrun.newId();
        Path pidFile = jrun.file("pid");
        String folder = bundle.sleeping().write().toString();
        // Not exec: the shell is the caller, which lives as long as jrun.
        Process caller = jrun.command("run", "--pid-file", pidFile.toString(), "-b", folder, id)
                .after("setpriv --pdeathsig KILL \"$@\"; exit;")
                .start();
        try {
            Await.until("the container", () -> jrun.call("state", id).out().contains("\"running\""));
            caller.destroyForcibly().waitFor();

            var init = new ProcFacts(Integer.parseInt(Files.readString(pidFile)));
            Await.until("only init to be left", () -> {
                Subreaper.reapOrphans();
                return Subreaper.descendants().equals(List.of(init));
            });
            assertThat(init.isZombie()).isFalse();
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    @Test
    void theInputOfTheCallerIsNotRead(Jrun jrun) throws IOException {
        Path input = Files.writeString(jrun.file("input"), "for somebody else");

        Result result = jrun.command("list")
                .stdin(input)
                .after("\"$@\" >/dev/null; exec cat;")
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("for somebody else");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "features", "list", "state"})
    void standardErrorIsEmptyWhatJavaSeesInItsEnvironment(String command, Jrun jrun, BundleBuilder bundle) {
        try (Container container = jrun.create(bundle.sleeping())) {
            String[] arguments =
                    command.equals("state") ? new String[] {command, container.id()} : new String[] {command};

            assertThat(jrun.command(arguments)
                            .environment("JAVA_TOOL_OPTIONS", "-Dx=y")
                            .run()
                            .expectSuccess()
                            .out())
                    .isNotEmpty();
        }
    }

    @Test
    void aPrivateMountNamespaceWithTheRootBoundIsEnough(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path root = Files.createDirectory(jrun.file("elsewhere"));
        String folder = bundle.script("echo fine")
                .set("/root/path", "'" + root + "'")
                .write()
                .toString();

        Result result = jrun.command("run", "-b", folder, Jrun.newId())
                .after("exec unshare --mount sh -c 'mount --bind " + bundle.rootfs() + " " + root
                        + " && for m in $(awk \"{print \\$5}\" /proc/self/mountinfo | grep ^/sys/kernel/ | sort -r);"
                        + " do umount -l $m || exit 1; done; exec \"$@\"' sh \"$@\";")
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("fine\n");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aShellMayStandBetweenTheCallerAndJrun(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path wrapper = Files.writeString(
                jrun.file("wrapper"), "#!/bin/sh\n" + RuntimeUnderTest.binary() + " --root " + jrun.root() + " $@\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        String id = Jrun.newId();
        Path pidFile = jrun.file("pid");
        List<String> command = new ArrayList<>(List.of(wrapper.toString(), "create", "--pid-file", pidFile.toString()));
        command.addAll(List.of("--bundle", bundle.sleeping().write().toString(), id));
        try {
            Process create = Subreaper.start(new ProcessBuilder(command).inheritIO());
            Await.until("the end of create", () -> !create.isAlive());

            assertThat(create.exitValue()).isZero();
            assertThat(new ProcFacts(Integer.parseInt(Files.readString(pidFile))).parent())
                    .isEqualTo(ProcFacts.self().pid());
        } finally {
            jrun.succeed("delete", "--force", id);
        }
    }

    @Test
    void globalFlagsMayComeTwice(Jrun jrun, BundleBuilder bundle) {
        String folder = bundle.script("echo fine").write().toString();

        assertThat(jrun.bare(
                                "--root=/nowhere",
                                "--root=" + jrun.root(),
                                "--debug",
                                "--debug=false",
                                "run",
                                "-b",
                                folder,
                                Jrun.newId())
                        .run()
                        .expectSuccess()
                        .out())
                .isEqualTo("fine\n");
    }
}
