package dev.jrun.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jrun.runtime.failure.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "1b, 1",
        "1k, 1024",
        "1K, 1024",
        "64m, 67108864",
        "64MB, 67108864",
        "64MiB, 67108864",
        "64 mb, 67108864",
        "1.5g, 1610612736",
        "2t, 2199023255552",
        "1p, 1125899906842624",
        "-1, -1"
    })
    void understandsNumbersAndUnits(String text, long bytes) {
        assertThat(Size.parse("--memory", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "64q", "-2", "-1m", "1e3", "+5", "1ib", "6 4", "9999999p", "mb", "--"})
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> Size.parse("--memory", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "--memory: invalid size \"" + text + "\", expected a number of bytes, or one like 64m, or -1");
    }
}
