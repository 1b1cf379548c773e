package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundles that a newcomer tries first. */
@BlackBoxTest
class SampleBundleTest {
    private static final Path BUNDLES = RuntimeUnderTest.repository().resolve("bundles");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            engine         | HOME is /root
            hello          | Hello from jrun, I am process 1
            hooks          | between two hooks
            limits         | out of memory first:
            mounts         | Read-only file system
            read-only      | Read-only file system
            seccomp        | can't create directory '/tmp/folder': Operation not permitted
            rootless       | uid=0(root)
            user-namespace | uid=0(root)
            user           | uid=1000(user)
            """)
    void aSampleBundleRuns(String name, String says, Jrun jrun) throws IOException, InterruptedException {
        Result result = jrun.call("run", "--bundle", sample(name, jrun).toString(), Jrun.newId());

        assertThat(result.expectSuccess().out()).contains(says);
    }

    @Test
    void theShellReadsItsCommandsFromTheCallersStdin(Jrun jrun) throws IOException, InterruptedException {
        Path input = Files.writeString(jrun.file("input"), "echo $((6 * 7))\nexit 5\n");
        Result result = jrun.command("run", "--bundle", sample("shell", jrun).toString(), Jrun.newId())
                .stdin(input)
                .run();

        assertThat(result.out()).contains("42");
        assertThat(result.exit()).isEqualTo(5);
    }

    /** A copy of the bundle beside a copy of the root file system that they share. */
    private static Path sample(String name, Jrun jrun) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(jrun.file(name));
        Files.copy(BUNDLES.resolve(name).resolve("config.json"), folder.resolve("config.json"));
        Process make = new ProcessBuilder(
                        BUNDLES.resolve("make-rootfs").toString(),
                        jrun.file("rootfs").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(make.waitFor()).as(output).isZero();
        return folder;
    }
}
