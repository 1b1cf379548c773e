package dev.jrun.runtime.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.abi.Errno;
import dev.jrun.runtime.failure.InvalidInputException;
import dev.jrun.runtime.syscall.FileCall.Read;
import dev.jrun.runtime.syscall.Reply;
import dev.jrun.runtime.testing.FakeKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            broken:1000
            # comment
            kim:x:1000:1001:Kim,,,:/home/kim:/bin/sh
            twin:x:1000:1001::/home/twin:/bin/sh
            nohome:x:7:7:::/bin/false
            odd:x:+8:8::/odd:/bin/false
            """;

    private final FakeKernel kernel = new FakeKernel();

    private String home(long uid) {
        var directory = new HomeDirectory();
        return directory.find(kernel.run(directory.plan()), uid, kernel);
    }

    @Test
    void theLastOfSeveralValuesCounts() {
        var environment = new Environment(List.of("A=1", "B=2", "A=3", "HOME=/h"));

        assertThat(environment.entries()).containsExactly("B=2", "A=3", "HOME=/h");
        assertThat(environment.withHome("/root")).containsExactly("B=2", "A=3", "HOME=/h");
        assertThat(environment.needsHome()).isFalse();
    }

    @Test
    void homeIsAddedWhereItIsMissingOrEmpty() {
        assertThat(new Environment(List.of("A=1")).withHome("/root")).containsExactly("A=1", "HOME=/root");
        assertThat(new Environment(List.of("HOME=", "A=1")).withHome("/root")).containsExactly("A=1", "HOME=/root");
        assertThat(new Environment(List.of("HOME=")).needsHome()).isTrue();
    }

    @Test
    void anEntryOfAnotherFormIsRefused() {
        assertThatThrownBy(() -> new Environment(List.of("A=1", "B")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/env/1: B is not of the form NAME=value");
        assertThatThrownBy(() -> new Environment(List.of("=x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/env/0: =x is not of the form NAME=value");
        assertThatThrownBy(() -> new Environment(List.of("A=x\0y")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("/process/env/0: A=x\\0y has a NUL inside");
    }

    @Test
    void theHomeDirectoryIsThatOfTheFirstLineWithTheUid() {
        kernel.files().file("/etc/passwd", PASSWD);

        assertThat(home(0)).isEqualTo("/root");
        assertThat(home(1000)).isEqualTo("/home/kim");
    }

    @Test
    void withoutALineOrAHomeItIsTheRoot() {
        kernel.files().file("/etc/passwd", PASSWD);

        assertThat(home(7)).isEqualTo("/");
        assertThat(home(8)).isEqualTo("/");
        assertThat(home(9)).isEqualTo("/");
    }

    @Test
    void withoutAPasswdFileItIsTheRoot() {
        assertThat(home(0)).isEqualTo("/");
    }

    @Test
    void aPasswdThatCanNotBeReadIsAsGoodAsNone() {
        kernel.files().file("/etc/passwd", PASSWD);
        kernel.answering(Read.class, call -> Reply.of(-Errno.EAGAIN.number()));

        assertThat(home(0)).isEqualTo("/");
    }

    @Test
    void noMoreThan48KibOfThePasswdFileAreRead() {
        String filler = "#".repeat(99) + "\n";
        kernel.files().file("/etc/passwd", filler.repeat(480) + PASSWD);
        assertThat(home(0)).isEqualTo("/root");

        kernel.files().remove("/etc/passwd").file("/etc/passwd", filler.repeat(495) + PASSWD);
        assertThat(home(0)).isEqualTo("/");
    }
}
