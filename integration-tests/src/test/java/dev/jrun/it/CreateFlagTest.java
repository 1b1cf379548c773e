package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rarer flags of {@code create} and {@code run}. */
@BlackBoxTest
class CreateFlagTest {
    private static String run(Jrun jrun, BundleBuilder bundle, String... flags) {
        String[] arguments = new String[flags.length + 4];
        arguments[0] = "run";
        System.arraycopy(flags, 0, arguments, 1, flags.length);
        arguments[flags.length + 1] = "--bundle";
        arguments[flags.length + 2] = bundle.write().toString();
        arguments[flags.length + 3] = Jrun.newId();
        return jrun.succeed(arguments).out();
    }

    /** The engine's own stdin is not the caller's. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})
    @JrunOnly("--config")
    void theConfigCanComeThroughTheCallersStdin(String stdin, Jrun jrun, BundleBuilder bundle) throws IOException {
        Path folder = bundle.args("echo", "from stdin").write();
        Path config = Files.move(folder.resolve("config.json"), jrun.file("elsewhere.json"));

        Result result = jrun.command("run", "--config", stdin, "--bundle", folder.toString(), Jrun.newId())
                .stdin(config)
                .run();

        assertThat(result.expectSuccess().out()).isEqualTo("from stdin\n");
    }

    @Test
    void withoutPivotTheRootIsTheContainersToo(Jrun jrun, BundleBuilder bundle) {
        bundle.script("ls /; test -e /etc/plain && echo mine; readlink /proc/self/root; pwd;"
                + " awk '{print $2}' /proc/self/mounts; mkdir /late && echo writable");

        assertThat(run(jrun, bundle, "--no-pivot"))
                .contains("mine\n", "\n/\n", "\n/proc\n", "\n/sys\n", "writable\n")
                .doesNotContain(bundle.rootfs().toString());
        assertThat(ProcFacts.self().hasMount("/proc")).isTrue();
    }

    @Test
    void withoutPivotNothingOfTheHostsProcfsIsInReach(Jrun jrun, BundleBuilder bundle) {
        try (Container container =
                jrun.create(bundle.sleeping().write(), Path.of("/"), List.of("create", "--no-pivot"))) {
            assertThat(container.init().mounts().stream()
                            .filter(mount ->
                                    mount.type().equals("proc") || mount.type().equals("sysfs"))
                            .map(MountInfo::point))
                    .allMatch(point -> point.startsWith("/proc") || point.startsWith("/sys"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void withoutPivotASharedRootIsRefused(Jrun jrun, BundleBuilder bundle) {
        Path folder =
                bundle.sleeping().set("/linux/rootfsPropagation", "'shared'").write();

        jrun.call("create", "--no-pivot", "--bundle", folder.toString(), Jrun.newId())
                .expectFailure("--no-pivot", "/linux/rootfsPropagation", "rslave");
        assertThat(jrun.stateFolders()).isEmpty();
    }

    @Test
    @JrunOnly("the name of the keyring")
    void theSessionKeyringIsNewUnlessToldOtherwise(Jrun jrun, BundleBuilder bundle) {
        bundle.set("/linux/maskedPaths", "[]").script("cat /proc/keys");

        String folder = bundle.write().toString();
        String withOne = Jrun.newId();
        String without = Jrun.newId();

        // The list has the keyrings of all containers of this user.
        assertThat(jrun.succeed("run", "-b", folder, withOne).out()).contains("_ses." + withOne + ":");
        assertThat(jrun.succeed("run", "--no-new-keyring", "-b", folder, without)
                        .out())
                .contains("keyring")
                .doesNotContain("_ses." + without + ":");
    }

    @Test
    @JrunOnly("crun's flag")
    void theConfigMayBeAnotherFile(Jrun jrun, BundleBuilder bundle) throws IOException {
        Path other = jrun.file("other.json");
        Files.move(bundle.script("echo from another file").write().resolve("config.json"), other);
        String folder = bundle.folder().toString();

        for (String flag : new String[] {"--config", "-f"}) {
            assertThat(jrun.succeed("run", flag, other.toString(), "-b", folder, Jrun.newId())
                            .out())
                    .isEqualTo("from another file\n");
        }
        jrun.call("run", "--config", "/nowhere", "-b", folder, Jrun.newId())
                .expectFailure("--config /nowhere: no such file or directory");
    }
}
