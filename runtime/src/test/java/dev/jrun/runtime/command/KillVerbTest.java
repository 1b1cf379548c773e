package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The signal that kill sends, and to whom. */
class KillVerbTest {
    @TempDir
    private Path folder;

    private FakeCaller caller;

    @BeforeEach
    void callFromTheFolder() {
        caller = new FakeCaller(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "9,9",
        "KILL,9",
        "SIGKILL,9",
        "sigkill,9",
        "Term,15",
        "0,0",
        "64,64",
        "hup,1",
        "SIGSYS,31",
        "IOT,6",
        "CLD,17",
        "RTMIN,34",
        "SIGRTMIN+3,37",
        "rtmin+30,64",
        "RTMAX,64",
        "sigrtmax-14,50",
        "POLL,29"
    })
    void killTakesSignalsByNumberAndName(String word, int number) {
        caller.succeed("kill", "web1", word);

        assertThat(caller.operations.calls).containsExactly("kill web1 " + number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "65",
                "999999999999",
                "",
                "SIG",
                "FOO",
                "SIGSIGKILL",
                "RTMIN+31",
                "RTMIN-1",
                "RTMAX-31",
                "RTMIN+",
                "9x"
            })
    void killRefusesWhatIsNoSignal(String word) {
        assertThat(caller.fail("kill", "web1", word)).isEqualTo("jrun: kill web1: unknown signal \"" + word + "\"\n");
    }

    @Test
    void killSendsTermUnlessToldAndCanMeanAll() {
        caller.succeed("kill", "web1");
        caller.succeed("kill", "--all", "web1", "KILL");
        caller.succeed("kill", "-a", "web1", "9");
        caller.succeed("kill", "web1", "9", "--all=true");
        // Names of containers that look like the value of a flag.
        caller.succeed("kill", "--all", "true");

        assertThat(caller.operations.calls)
                .containsExactly(
                        "kill web1 15", "kill web1 9 all", "kill web1 9 all", "kill web1 9 all", "kill true 15 all");
    }

    @Test
    void killRequiresAnIdAndTakesOneSignal() {
        assertThat(caller.fail("kill")).contains("requires 1 to 2 argument(s), got 0");
        assertThat(caller.fail("kill", "web1", "9", "9")).contains("requires 1 to 2 argument(s), got 3");
    }
}
