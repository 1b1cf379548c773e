package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jrun.runtime.failure.ContainerStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill and delete with a regular expression in place of an id. */
class MatchingIdsTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;

    @BeforeEach
    void makeContainers() throws IOException {
        caller = new FakeCaller(folder);
        for (String id : List.of("web1", "web2", "mail")) {
            Files.createDirectories(folder.resolve("root").resolve(id));
        }
    }

    @Test
    void allContainersThatMatchAreMeant() {
        caller.succeed("--root=root", "kill", "--regex", "^web", "HUP");
        caller.succeed("--root=root", "delete", "-r", "--force", "2|mail");
        caller.succeed("--root=root", "delete", "--regex", "none of them");

        assertThat(caller.operations.calls)
                .containsExactly("kill web1 1", "kill web2 1", "delete mail force", "delete web2 force");
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertThat(caller.fail("--root=root", "kill", "-r", "web[")).startsWith("jrun: kill web[: --regex: \"web[\": ");
    }

    @Test
    void oneContainerThatFailsDoesNotSpareTheOthers() {
        caller.operations.failure = Optional.of(new ContainerStateException("container not running"));

        assertThat(caller.run("--root=root", "kill", "-r", "web")).isEqualTo(1);

        assertThat(caller.errors())
                .isEqualTo("jrun: kill web1: container not running\njrun: kill web2: container not running\n");
    }
}
