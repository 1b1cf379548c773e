package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "5s, PT5S",
        "1m30s, PT1M30S",
        "100ms, PT0.1S",
        "1.5h, PT1H30M",
        "10us, PT0.00001S",
        "1ns, PT0.000000001S"
    })
    void understandsWhatGoWrites(String text, Duration duration) {
        assertThat(GoDuration.parse("--interval", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "0s", "-1s", "5 s", "5d", "1..5s", "99999999h"})
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> GoDuration.parse("--interval", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--interval: invalid duration \"" + text + "\"");
    }
}
