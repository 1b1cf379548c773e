package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.container.ContainerId;
import dev.jrun.runtime.operation.CgroupDriver;
import dev.jrun.runtime.operation.CreateOptions;
import dev.jrun.runtime.operation.CreateRequest;
import dev.jrun.runtime.operation.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateAndRunTest {
    private static final ContainerId WEB1 = new ContainerId("web1");

    @TempDir
    private Path folder;

    private FakeCaller caller;

    @BeforeEach
    void callFromTheFolder() {
        caller = new FakeCaller(folder);
    }

    private CreateRequest request() {
        return caller.operations.request.orElseThrow();
    }

    @Test
    void theBundleIsTheCurrentFolderUnlessNamed() {
        caller.succeed("create", "web1");
        assertThat(request())
                .isEqualTo(new CreateRequest(WEB1, folder, Optional.empty(), Optional.empty(), CreateOptions.NONE));

        caller.succeed("create", "--bundle", "b", "web1");
        assertThat(request().bundle()).isEqualTo(folder.resolve("b"));

        caller.succeed("create", "-b", "/srv/./b/", "web1");
        assertThat(request().bundle()).isEqualTo(Path.of("/srv/b"));

        caller.succeed("create", "--bundle=", "web1");
        assertThat(request().bundle()).isEqualTo(folder);
    }

    @Test
    void aParentStepInTheBundleFollowsSymbolicLinks() throws IOException {
        Path target = Files.createDirectories(folder.resolve("deep/target"));
        Files.createSymbolicLink(folder.resolve("link"), target);

        caller.succeed("create", "--bundle", "link/..", "web1");

        assertThat(request().bundle()).isEqualTo(folder.resolve("deep").toRealPath());
        caller.operations.calls.clear();
        assertThat(caller.fail("create", "--bundle", "absent/..", "web1"))
                .startsWith("jrun: create web1: --bundle: no such folder: ");
    }

    @Test
    void thePidFileIsInTheCallersFolder() {
        caller.succeed("create", "--bundle", "/b", "--pid-file", "init.pid", "web1");
        assertThat(request().pidFile()).contains(folder.resolve("init.pid"));

        caller.succeed("create", "--pid-file=/run/x.pid", "web1");
        assertThat(request().pidFile()).contains(Path.of("/run/x.pid"));
    }

    @Test
    void theConsoleSocketIsInTheCallersFolder() {
        caller.succeed("create", "--console-socket", "tty.sock", "web1");
        assertThat(request().consoleSocket()).contains(folder.resolve("tty.sock"));
    }

    @Test
    void flagsMayFollowTheId() {
        caller.succeed("create", "web1", "--bundle", "/b");

        assertThat(request().bundle()).isEqualTo(Path.of("/b"));
    }

    @Test
    void argumentsAreTakenAsTheyAre() {
        caller.succeed("create", "--bundle", "-x", "--", "-web1");

        assertThat(request().id()).isEqualTo(new ContainerId("-web1"));
        assertThat(request().bundle()).isEqualTo(folder.resolve("-x"));
        caller.operations.calls.clear();
        assertThat(caller.fail("create", "@/etc/passwd")).contains("invalid container ID format");
    }

    @Test
    void runGivesTheExitCodeOfTheContainer() {
        caller.operations.exitCode = 137;

        assertThat(caller.run("run", "web1")).isEqualTo(137);
        assertThat(caller.errors()).isEmpty();
        assertThat(caller.operations.calls).containsExactly("run web1 " + new RunOptions(false, false, false));
    }

    @Test
    void runTakesItsFlagsInAllSpellings() {
        caller.succeed("run", "-d", "--keep", "-no-subreaper", "web1");
        caller.succeed("run", "--detach=true", "-keep", "--no-subreaper", "web1");
        caller.succeed("run", "-detach", "--detach=false", "--keep=false", "web1");

        String all = "run web1 " + new RunOptions(true, true, true);
        assertThat(caller.operations.calls)
                .containsExactly(all, all, "run web1 " + new RunOptions(false, false, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "run"})
    void theRarerOptionsArePassedOn(String verb) {
        caller.succeed(
                verb,
                "--pidfd-socket=pid.sock",
                "-no-pivot",
                "--no-new-keyring",
                "--preserve-fds=2",
                "-f",
                "c.json",
                "web1");

        assertThat(request().options())
                .isEqualTo(new CreateOptions(
                        Optional.of(folder.resolve("c.json")),
                        Optional.of(folder.resolve("pid.sock")),
                        2,
                        true,
                        true,
                        new CgroupDriver.Cgroupfs()));
    }

    @Test
    void cgroupsBySystemdAreAskedForWithTheEnvironmentThatLeadsToIt() {
        caller.become(1000, Map.of("XDG_RUNTIME_DIR", "/run/user/1000"));
        caller.succeed("--systemd-cgroup", "create", "web1");

        assertThat(request().options().cgroups())
                .isEqualTo(new CgroupDriver.Systemd(Map.of("XDG_RUNTIME_DIR", "/run/user/1000")));
    }

    @Test
    void flagsThatAskForNothingAreTaken() {
        caller.succeed(
                "create", "--console-socket=", "--no-pivot=false", "--no-new-keyring=f", "--preserve-fds", "0", "web1");

        assertThat(caller.operations.calls).containsExactly("create web1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1x", "99999999999", "4294967295", "+1"})
    void preserveFdsIsANumber(String number) {
        assertThat(caller.fail("create", "--preserve-fds", number, "web1"))
                .isEqualTo("jrun: create web1: --preserve-fds: expected a number, got \"" + number + "\"\n");
    }
}
