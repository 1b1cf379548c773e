package dev.jrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/examples, as `make example` runs them. */
@BlackBoxTest
class ExampleTest {
    @TempDir
    private Path folder;

    @Test
    void theLibrarysExampleRunsABundle() {
        Path repository = RuntimeUnderTest.repository();
        Result result = new Invocation(
                        List.of(
                                repository.resolve("build-support/example").toString(),
                                System.getProperty("java.home"),
                                repository
                                        .resolve("docs/examples/RunInContainer.java")
                                        .toString(),
                                repository.resolve("bundles/hello").toString()),
                        folder.resolve("call"),
                        new Transcript())
                .environment("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
                .run();

        assertThat(result.expectSuccess().out())
                .contains("Hello from jrun, I am process 1")
                .contains("ended with 0.");
    }
}
