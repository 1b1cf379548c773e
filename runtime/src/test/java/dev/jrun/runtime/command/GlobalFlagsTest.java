package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.operation.CgroupDriver;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalFlagsTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;

    @BeforeEach
    void callFromTheFolder() {
        caller = new FakeCaller(folder);
    }

    private GlobalOptions options() {
        return caller.operations.options.orElseThrow();
    }

    @Test
    void withoutFlagsRootUsesRun() {
        caller.succeed("start", "web1");

        assertThat(options().states().root()).isEqualTo(Path.of("/run/jrun"));
        assertThat(options().debug()).isEmpty();
        assertThat(options().cgroups()).isEqualTo(new CgroupDriver.Cgroupfs());
        assertThat(options().rootless()).isEmpty();
    }

    @Test
    void usersKeepTheirStateInTheirRuntimeFolder() {
        caller.become(1000, Map.of("XDG_RUNTIME_DIR", "/run/user/1000"));
        caller.succeed("start", "web1");

        assertThat(options().states().root()).isEqualTo(Path.of("/run/user/1000/jrun"));
    }

    @Test
    void aUserWithoutRuntimeFolderIsToldOfItWhereStateMatters() {
        caller.become(1000, Map.of());

        assertThat(caller.fail("start", "web1")).contains("XDG_RUNTIME_DIR", "--root");
        assertThat(caller.succeed("--version")).startsWith("jrun version ");
    }

    @Test
    void flagsMayBeSpelledAsGoAllows() {
        caller.succeed("--root", "a", "--debug", "--systemd-cgroup=true", "--rootless=false", "start", "web1");
        assertThat(options().states().root()).isEqualTo(folder.resolve("a"));
        assertThat(options().debug()).isPresent();
        assertThat(options().cgroups()).isInstanceOf(CgroupDriver.Systemd.class);
        assertThat(options().rootless()).contains(false);

        caller.succeed("-root=b", "-debug=0", "-systemd-cgroup", "-rootless", "true", "start", "web1");
        assertThat(options().states().root()).isEqualTo(folder.resolve("b"));
        assertThat(options().debug()).isEmpty();
        assertThat(options().cgroups()).isInstanceOf(CgroupDriver.Systemd.class);
        assertThat(options().rootless()).contains(true);
    }

    @Test
    void theLastOfRepeatedFlagsWins() {
        caller.succeed(
                "--root=/a",
                "--systemd-cgroup",
                "--root=/b",
                "--systemd-cgroup",
                "--debug",
                "--debug=false",
                "start",
                "web1");

        assertThat(options().states().root()).isEqualTo(Path.of("/b"));
        assertThat(options().cgroups()).isInstanceOf(CgroupDriver.Systemd.class);
        assertThat(options().debug()).isEmpty();
    }

    @Test
    void theManagerOfCgroupsIsChosenByName() {
        caller.succeed("--cgroup-manager", "cgroupfs", "start", "web1");
        assertThat(options().cgroups()).isEqualTo(new CgroupDriver.Cgroupfs());

        caller.succeed("--cgroup-manager=systemd", "start", "web1");
        assertThat(options().cgroups()).isInstanceOf(CgroupDriver.Systemd.class);
    }

    @Test
    void anUnknownManagerOfCgroupsIsRefused() {
        assertThat(caller.fail("--cgroup-manager=openrc", "start", "web1"))
                .contains("--cgroup-manager", "cgroupfs, systemd or disabled", "openrc");
    }

    @Test
    void noCgroupCountsMoreThanOneOfSystemd() {
        caller.succeed("--cgroup-manager=disabled", "--systemd-cgroup", "start", "web1");

        assertThat(options().cgroups()).isEqualTo(new CgroupDriver.Disabled());
    }

    @Test
    void autoLeavesRootlessToJrun() {
        caller.succeed("--rootless=auto", "start", "web1");

        assertThat(options().rootless()).isEqualTo(Optional.empty());
    }

    @Test
    void anEmptyValueIsNone() {
        caller.succeed("--root=", "--log", "", "start", "web1");

        assertThat(options().states().root()).isEqualTo(Path.of("/run/jrun"));
    }

    @Test
    void wrongValuesAreNamed() {
        assertThat(caller.fail("--root", "/", "start", "web1")).contains("--root");
        assertThat(caller.fail("--rootless=maybe", "start", "web1"))
                .isEqualTo("jrun: start web1: --rootless: expected true, false or auto, got \"maybe\"\n");
        assertThat(caller.fail("--debug=maybe", "start", "web1"))
                .isEqualTo("jrun: invalid boolean value \"maybe\" for --debug: expected true or false\n");
        assertThat(caller.fail("--log-format=xml", "start", "web1"))
                .isEqualTo("jrun: --log-format: expected text or json, got \"xml\"\n");
    }

    @Test
    void aFlagThatIsNotKnownIsNamed() {
        assertThat(caller.fail("--criu=/x", "start", "web1"))
                .isEqualTo("jrun: flag provided but not defined: -criu: see 'jrun --help'\n");
        assertThat(caller.fail("start", "--bundle", "/b", "web1"))
                .isEqualTo("jrun: start: flag provided but not defined: -bundle: see 'jrun start --help'\n");
        assertThat(caller.fail("create", "-dx", "web1"))
                .isEqualTo("jrun: create: flag provided but not defined: -dx: see 'jrun create --help'\n");
    }

    @Test
    void aFlagWithoutItsValueIsNamed() {
        assertThat(caller.fail("--root")).isEqualTo("jrun: flag needs an argument: --root\n");
        assertThat(caller.fail("create", "web1", "--bundle"))
                .isEqualTo("jrun: create: flag needs an argument: --bundle\n");
    }

    @Test
    void noCommandAndHelpListTheCommands() {
        assertThat(caller.succeed()).isEqualTo(caller.succeed("--help"));
        assertThat(caller.succeed("help")).isEqualTo(caller.succeed("-h"));
        assertThat(caller.succeed("--help"))
                .startsWith("Usage: jrun [global flags] COMMAND")
                .contains("--root=FOLDER", "--log-format=FORMAT", "  create ", "  validate ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint",
                "create",
                "delete",
                "features",
                "kill",
                "list",
                "pause",
                "restore",
                "resume",
                "run",
                "spec",
                "start",
                "state",
                "update",
                "validate"
            })
    void everyCommandHasHelp(String verb) {
        assertThat(caller.succeed(verb, "--help")).startsWith("Usage: jrun " + verb + " [flags]");
        assertThat(caller.operations.calls).isEmpty();
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThat(caller.fail("destroy", "web1"))
                .isEqualTo("jrun: destroy: there is no such command: see 'jrun --help'\n");
    }

    @Test
    void theVersionIsReadByEngines() {
        String[] lines = caller.succeed("--version").split("\n");

        assertThat(lines).hasSize(4);
        assertThat(lines[0]).matches("jrun version [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
        assertThat(lines[1]).matches("commit: ([0-9a-f]{7,40}|unknown)");
        assertThat(lines[2]).isEqualTo("spec: 1.3.0");
        assertThat(lines[3])
                .startsWith("engine: cold, ")
                .contains(Runtime.version().toString());
        assertThat(caller.succeed("-v")).isEqualTo(caller.succeed("--version"));
    }
}
